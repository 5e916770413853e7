using System.CommandLine;
using System.Text.Json;
using Secrets.Api.Contracts;
using Secrets.Api.Startup;
using Secrets.Application.Audit;
using Secrets.Application.Audit.GetCheckpoint;
using Secrets.Application.Audit.VerifyAudit;

namespace Secrets.Api.Cli;

/// <summary><c>audit verify</c> and <c>audit checkpoint</c>.</summary>
internal static class AuditVerbs
{
    public static Command Create() => new("audit", "The audit log: whether it is whole.") { VerifyVerb(), CheckpointVerb() };

    private static Command VerifyVerb()
    {
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A file that audit checkpoint, or the service, has written: the database must be as late as that." };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var verb = new Command(
            "verify",
            """
            Walk all events, their seals and the values that they must explain, and name the first that is not as it was written.

            Example:
              audit verify --checkpoint /safe/checkpoint.json
            """) { checkpoint, json };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            AuditCheckpoint? known = null;
            if (parsed.GetValue(checkpoint) is { } path)
            {
                try
                {
                    known = await CheckpointFile.ReadAsync(path, cancellationToken);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
                {
                    await Console.Error.WriteLineAsync(e is JsonException ? $"'{path}' is not a checkpoint." : e.Message);
                    return ExitCodes.Usage;
                }
            }

            return await CommandLine.SendAsync(new VerifyAuditQuery(known), report => Show(report, parsed.GetValue(json)), cancellationToken);
        });
        return verb;
    }

    private static Command CheckpointVerb()
    {
        var output = new Option<string>("--out") { Description = "The file to write. Keep it where whoever can write the database cannot.", Required = true };
        var verb = new Command(
            "checkpoint",
            """
            Seal what is complete, and write what the last seal is known by.

            Example:
              audit checkpoint --out /safe/checkpoint.json
            """) { output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            AuditCheckpoint? last = null;
            var outcome = await CommandLine.SendAsync(
                new GetCheckpointQuery(),
                found =>
                {
                    last = found;
                    return ExitCodes.Done;
                },
                cancellationToken);
            if (outcome != ExitCodes.Done || last is null)
            {
                await Console.Error.WriteLineAsync("Nothing is sealed yet.");
                return ExitCodes.NotFound;
            }

            try
            {
                CheckpointFile.Write(parsed.GetRequiredValue(output), last);
                await Console.Error.WriteLineAsync($"Seal {last.Seal} of {last.SealedAt:u}.");
                return ExitCodes.Done;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return ExitCodes.Usage;
            }
        });
        return verb;
    }

    private static int Show(AuditReport report, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, ApiJson.Web.AuditReport));
        }
        else
        {
            Console.Out.WriteLine(report.Fault is { } fault
                ? $"Not whole: {fault}."
                : $"Whole: {report.Events} events under {report.Seals} seals, {report.Unsealed} of them not sealed yet, explain {report.Values} values.");
        }

        return report.Fault is null ? ExitCodes.Done : ExitCodes.NotWhole;
    }
}
