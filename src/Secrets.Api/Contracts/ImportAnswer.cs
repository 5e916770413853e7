using Secrets.Application.EnvFiles;
using Secrets.Application.Secrets.ImportSecrets;

namespace Secrets.Api.Contracts;

/// <summary>What an import did, or, as a dry run, would do: names of secrets, and lines that cannot be read.</summary>
public sealed record ImportAnswer(
    bool DryRun,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Unchanged,
    IReadOnlyList<string> Skipped,
    IReadOnlyList<InvalidLine> Invalid)
{
    /// <summary>More lines than this are not listed; the file is no .env file then.</summary>
    public const int MaxInvalid = 1000;

    public static ImportAnswer Of(ImportOutcome outcome, bool dryRun) =>
        new(dryRun, outcome.Added, outcome.Changed, outcome.Unchanged, outcome.Skipped, [.. outcome.InvalidLines.Take(MaxInvalid)]);
}
