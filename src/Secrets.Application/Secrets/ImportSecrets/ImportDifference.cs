using Secrets.Application.EnvFiles;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>The difference between a file and the secrets of an owner.</summary>
/// <param name="Damaged">The changed secrets whose value cannot be decrypted.</param>
internal sealed record ImportDifference(
    IReadOnlyList<EnvEntry> Added,
    IReadOnlyList<(EnvEntry Entry, Secret Secret)> Changed,
    IReadOnlyList<string> Unchanged,
    IReadOnlyList<Secret> Damaged
);
