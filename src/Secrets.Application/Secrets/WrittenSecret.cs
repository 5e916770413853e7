using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>A secret that was stored with a value, and likely mistakes in it.</summary>
internal sealed record WrittenSecret(Secret Secret, IReadOnlyList<SecretWarning> Warnings);
