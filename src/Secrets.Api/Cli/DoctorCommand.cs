using System.CommandLine;
using Secrets.Api.Configuration;
using Secrets.Api.Serialization;
using Secrets.Application.Audit;
using Secrets.Application.Diagnosis;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary><c>doctor</c>.</summary>
internal static class DoctorCommand
{
    private static readonly Option<int?> Sample = CreateSample();

    public static Command Create()
    {
        var command = new Command(
            "doctor",
            """
            Check settings, database, clock, schema, key ring, values and audit log. For each, print ok, or what is wrong and what to do.
            The exit code is 1 if anything is wrong.

            Example:
              secrets doctor --sample 1000
            """
        )
        {
            Sample,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                try
                {
                    var settings = ServiceSettings.Read(CommandSettings.ReadConfiguration());
                    return await ExamineAsync(settings, parsed.GetValue(Sample), cancellationToken)
                        ? ExitCodes.Done
                        : ExitCodes.Unavailable;
                }
                catch (SettingException e)
                {
                    Print(new Finding("settings", IsFault: true, e.Message));
                    return ExitCodes.Unavailable;
                }
            }
        );
        return command;
    }

    private static async Task<bool> ExamineAsync(ServiceSettings settings, int? sample, CancellationToken cancellationToken)
    {
        foreach (var warning in settings.Warnings)
        {
            Output.State(Tone.Doubtful, "WARN", "settings", warning);
        }

        await using var services = settings.Installation.AddTo(new ServiceCollection()).BuildServiceProvider();
        var isSound = Print(new Finding("settings", IsFault: false, $"{settings.Installation.Provider}"));
        var progress = new ConsoleProgress("Decrypted values");
        await foreach (var finding in services.GetRequiredService<IDiagnosis>().ExamineAsync(sample, progress, cancellationToken))
        {
            isSound &= Print(finding);
        }

        if (isSound && settings.Audit.CheckpointPath is { } path)
        {
            isSound = Print(await CheckpointFile.ExamineAsync(path, services.GetRequiredService<AuditCheckpoints>(), cancellationToken));
        }

        return isSound;
    }

    private static bool Print(Finding finding)
    {
        Output.State(
            finding.IsFault ? Tone.Bad : Tone.Good,
            finding.IsFault ? "WRONG" : "ok",
            finding.What,
            finding.Text
        );
        return !finding.IsFault;
    }

    private static Option<int?> CreateSample()
    {
        var option = new Option<int?>("--sample")
        {
            Description = "Decrypt this many current and this many old values, chosen at random, instead of all.",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is <= 0)
            {
                result.AddError("--sample must be 1 or more.");
            }
        });
        return option;
    }
}
