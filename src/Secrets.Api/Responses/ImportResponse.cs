using Secrets.Application.SecretFiles;
using Secrets.Application.Secrets.ImportSecrets;

namespace Secrets.Api.Responses;

/// <summary>The result of an import or of a dry run: names of secrets, likely mistakes, and invalid lines.</summary>
public sealed record ImportResponse(
    bool DryRun,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Unchanged,
    IReadOnlyList<string> Skipped,
    IReadOnlyList<ImportWarningResponse> Warnings,
    IReadOnlyList<InvalidLine> Invalid
)
{
    public static ImportResponse Of(ImportOutcome outcome, bool dryRun) =>
        new(
            dryRun,
            outcome.Added,
            outcome.Changed,
            outcome.Unchanged,
            outcome.Skipped,
            [.. outcome.Warnings.Select(Of)],
            LinesOf(outcome)
        );

    private static ImportWarningResponse Of(ImportWarning warning)
    {
        var (token, text) = SecretWarningTexts.Of(warning.Warning);
        return new ImportWarningResponse(warning.Line, warning.Name, token, text);
    }

    private static IReadOnlyList<InvalidLine> LinesOf(ImportOutcome outcome) =>
        outcome.InvalidLineCount == outcome.InvalidLines.Count
            ? outcome.InvalidLines
            :
            [
                .. outcome.InvalidLines,
                new InvalidLine(
                    outcome.InvalidLines[^1].Line,
                    $"After this, {outcome.InvalidLineCount - outcome.InvalidLines.Count} more lines cannot be read"
                ),
            ];
}
