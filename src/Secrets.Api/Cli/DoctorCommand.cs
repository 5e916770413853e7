using System.CommandLine;
using Secrets.Api.Startup;
using Secrets.Application.Audit;
using Secrets.Application.Diagnosis;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary><c>doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var sample = new Option<int?>("--sample")
        {
            Description = "Decrypt this many current and this many old values, at random, instead of all.",
        };
        sample.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is <= 0)
            {
                result.AddError("--sample: a number from 1.");
            }
        });
        var verb = new Command(
            "doctor",
            """
            Look at settings, database, clock, schema, key ring, values and audit log, and say of each that it is well, or what is wrong
            and what to do. Ends with 1 where something is wrong.

            Example:
              doctor --sample 1000
            """
        )
        {
            sample,
        };
        verb.SetAction(
            async (parsed, cancellationToken) =>
            {
                try
                {
                    var all = ServiceSettings.Read(CommandLine.ReadConfiguration());
                    var settings = all.Storage;
                    foreach (var warning in all.Warnings)
                    {
                        Console.Out.WriteLine($"{"WARN",-5}  {"settings",-8}  {warning}");
                    }

                    await using var services = settings.AddTo(new ServiceCollection()).BuildServiceProvider();
                    var diagnosis = services.GetRequiredService<IDiagnosis>();
                    var isWell = Show(new Finding("settings", IsFault: false, $"{settings.Provider}"));
                    await foreach (var finding in diagnosis.ExamineAsync(parsed.GetValue(sample), cancellationToken))
                    {
                        isWell &= Show(finding);
                    }

                    if (isWell && all.Audit.CheckpointPath is { } path)
                    {
                        isWell &= Show(
                            await CheckpointFile.ExamineAsync(path, services.GetRequiredService<AuditCheckpoints>(), cancellationToken)
                        );
                    }

                    return isWell ? ExitCodes.Done : ExitCodes.Unavailable;
                }
                catch (SettingException e)
                {
                    Show(new Finding("settings", IsFault: true, e.Message));
                    return ExitCodes.Unavailable;
                }
            }
        );
        return verb;
    }

    private static bool Show(Finding finding)
    {
        Console.Out.WriteLine($"{(finding.IsFault ? "WRONG" : "ok"),-5}  {finding.What,-8}  {finding.Text}");
        return !finding.IsFault;
    }
}
