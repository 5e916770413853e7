using Secrets.Application;
using Secrets.Application.Diagnosis;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Diagnosis;

internal sealed class DatabaseCheck(IDatabaseServer server, StorageFailures failures)
{
    private const string What = "database";

    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        if (server.FindFault() is { } fault)
        {
            return new Finding(What, IsFault: true, fault);
        }

        try
        {
            await server.CheckAsync(cancellationToken);
            return new Finding(What, IsFault: false, $"{server.Name} {await server.GetVersionAsync(cancellationToken)}");
        }
        catch (SettingException e)
        {
            return new Finding(What, IsFault: true, e.Message);
        }
        catch (StorageUnavailableException e)
        {
            var reason = await failures.ExplainAsync(e, cancellationToken) ?? e.InnerException?.Message ?? e.Message;
            return new Finding(
                What,
                IsFault: true,
                $"it is unavailable: {reason} Check {ConnectionSettings.Setting}, and that the server runs."
            );
        }
    }
}
