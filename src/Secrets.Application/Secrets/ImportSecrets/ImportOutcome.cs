using Secrets.Application.EnvFiles;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>The changes that the file means for each name in it, and whether they were made.</summary>
/// <param name="Changed">
/// Names of secrets with another value. If the caller may not reveal values, every existing secret counts as changed.
/// </param>
/// <param name="Skipped">The changed secrets that the policy leaves as they are.</param>
/// <param name="InvalidLines">The first <see cref="EnvFile.MaxInvalidLines"/>.</param>
public sealed record ImportOutcome(
    bool IsDone,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Unchanged,
    IReadOnlyList<string> Skipped,
    IReadOnlyList<InvalidLine> InvalidLines,
    int InvalidLineCount
);
