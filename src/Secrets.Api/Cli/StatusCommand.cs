using System.CommandLine;
using System.Text.Json;
using Secrets.Api.Configuration;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.Diagnosis.GetStatus;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary><c>status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command(
            "status",
            """
            Show on one screen: service, database, schema, root keys, running services, audit chain, API keys that end soon, and changes
            of the last day. It checks less than doctor, and takes the same time however much is stored.

            Example:
              secrets status --json
            """
        )
        {
            SharedOptions.Json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var service = await FindServiceAsync(cancellationToken);
                var checkpoint = await FindCheckpointAsync(cancellationToken);
                return await LocalInstallation.SendAsync(
                    new GetStatusQuery(),
                    status =>
                        parsed.GetValue(SharedOptions.Json)
                            ? Output.Json(
                                InstallationStatusResponse.Of(status, service, checkpoint),
                                ApiJson.Web.InstallationStatusResponse
                            )
                            : StatusOutput.Print(status, service, checkpoint),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static async Task<ServiceStatus> FindServiceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var service = HealthCommand.FindAddress();
            return new ServiceStatus($"{service.Url}", await HealthCommand.FindFaultAsync(service, cancellationToken));
        }
        catch (SettingException e)
        {
            return new ServiceStatus(Url: null, e.Message);
        }
    }

    private static async Task<CheckpointStatus> FindCheckpointAsync(CancellationToken cancellationToken)
    {
        if (
            AuditSettings.Read(CommandSettings.ReadConfiguration(), CommandSettings.ReadInstallation()).CheckpointPath
            is not { } path
        )
        {
            return new CheckpointStatus(Path: null, Block: null, CreatedAt: null, Fault: null);
        }

        try
        {
            var checkpoint = await CheckpointFile.ReadAsync(path, cancellationToken);
            return new CheckpointStatus(path, checkpoint.Block, checkpoint.CreatedAt, Fault: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CheckpointStatus(path, Block: null, CreatedAt: null, e.Message);
        }
        catch (JsonException)
        {
            return new CheckpointStatus(path, Block: null, CreatedAt: null, $"'{path}' is not a checkpoint.");
        }
    }
}
