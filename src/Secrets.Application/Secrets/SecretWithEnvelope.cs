using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>A secret and the envelope of its current value.</summary>
public sealed record SecretWithEnvelope(Secret Secret, byte[] Envelope);
