using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.SecretFiles;
using Secrets.Application.Secrets.ImportSecrets;

namespace Secrets.Api.Cli;

/// <summary>Prints what an import did.</summary>
internal static class ImportOutput
{
    public static int Print(ImportOutcome outcome, bool isDryRun, bool asJson) => Print(ImportResponse.Of(outcome, isDryRun), asJson);

    public static int Print(ImportResponse response, bool asJson)
    {
        if (asJson)
        {
            return Output.Json(response, ApiJson.Web.ImportResponse);
        }

        PrintNames("added", response.Added);
        PrintNames("changed", response.Changed);
        PrintNames("unchanged", response.Unchanged);
        PrintNames("skipped", response.Skipped);
        foreach (var line in response.Invalid)
        {
            Output.Result(Format(line));
        }

        foreach (var warning in response.Warnings)
        {
            Output.Note($"Warning: line {warning.Line}, {warning.Name}: {warning.Message}");
        }

        return ExitCodes.Done;
    }

    public static int PrintRefusal(ImportOutcome outcome)
    {
        Output.Note(
            outcome.InvalidLines.Count > 0
                ? "Nothing was imported, because the file has invalid lines."
                : $"Nothing was imported, because these secrets exist with other values: {string.Join(", ", outcome.Changed)}. "
                    + "See --on-conflict."
        );
        foreach (var line in outcome.InvalidLines)
        {
            Output.Note(Format(line));
        }

        if (outcome.InvalidLineCount > outcome.InvalidLines.Count)
        {
            Output.Note($"{outcome.InvalidLineCount - outcome.InvalidLines.Count} more lines are not valid.");
        }

        return ExitCodes.Refused;
    }

    private static void PrintNames(string change, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            Output.Result($"{change,-9}  {name}");
        }
    }

    private static string Format(InvalidLine line) => $"line {line.Line}: {line.Message}.";
}
