using MediatR;
using Secrets.Application.EnvFiles;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>Stores all entries of a file, or none of them.</summary>
/// <param name="DryRun">Only tells what would be done.</param>
public sealed record ImportSecretsCommand(Caller Caller, EnvFile File, CollisionPolicy OnConflict, bool DryRun) : IRequest<ImportOutcome>
{
    public const int MaxEntries = 10_000;
}

/// <summary>What to do where there is a secret of that name already, with another value.</summary>
public enum CollisionPolicy
{
    /// <summary>Import nothing.</summary>
    Fail,

    /// <summary>Leave it as it is.</summary>
    Skip,

    /// <summary>Give it the value of the file.</summary>
    Replace,
}

/// <summary>What the file would do to each name in it, and whether it was done.</summary>
/// <param name="Changed">Names of secrets with another value. Those of a caller who may not reveal values count as changed unseen.</param>
/// <param name="InvalidLines">The first <see cref="EnvFile.MaxInvalidLines"/>.</param>
/// <param name="Skipped">Those of the changed that the policy leaves as they are.</param>
public sealed record ImportOutcome(
    bool IsDone,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Unchanged,
    IReadOnlyList<string> Skipped,
    IReadOnlyList<InvalidLine> InvalidLines,
    int InvalidLineCount
);
