using Secrets.Application.SecretFiles;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>The changes by the entries of a file.</summary>
/// <param name="IsDone">True if the changes were made.</param>
/// <param name="Changed">
/// The names of secrets with another value. If the caller may not reveal values, every existing secret counts as changed.
/// </param>
/// <param name="Skipped">The names of secrets with another value that the policy leaves unchanged.</param>
/// <param name="InvalidLines">The first <see cref="SecretFile.MaxInvalidLines"/> lines that are not valid.</param>
public sealed record ImportOutcome(
    bool IsDone,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Unchanged,
    IReadOnlyList<string> Skipped,
    IReadOnlyList<ImportWarning> Warnings,
    IReadOnlyList<InvalidLine> InvalidLines,
    int InvalidLineCount
);
