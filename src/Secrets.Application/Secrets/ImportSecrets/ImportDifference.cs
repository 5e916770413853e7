using Secrets.Application.SecretFiles;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>The difference between a file and the secrets of an owner.</summary>
/// <param name="Damaged">The changed secrets whose value cannot be decrypted.</param>
internal sealed record ImportDifference(
    IReadOnlyList<SecretEntry> Added,
    IReadOnlyList<(SecretEntry Entry, Secret Secret)> Changed,
    IReadOnlyList<(SecretEntry Entry, Secret Secret)> Unchanged,
    IReadOnlyList<Secret> Damaged
);
