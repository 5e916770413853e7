using MediatR;

namespace Secrets.Application.Secrets.RevealSecret;

/// <summary>Reveals the value of a secret; null if there is no such secret or version.</summary>
/// <param name="Version">Null for the current version.</param>
/// <param name="NoneMatch">States of the value that the client already has, so that it need not be revealed. Null if there are none.</param>
public sealed record RevealSecretQuery(Caller Caller, string Name, long? Version = null, SecretStates? NoneMatch = null)
    : IRequest<RevealedSecret?>;
