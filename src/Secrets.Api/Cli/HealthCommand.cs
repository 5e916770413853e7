using System.CommandLine;
using System.Net;
using Secrets.Api.Configuration;
using Secrets.Api.Health;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary><c>health</c>, the health check of a container. It opens neither the database nor the key ring.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(1500);

    private static readonly Option<Uri?> Url = SharedOptions.Url(
        "The address of the service. The default is this machine, at the address of the settings."
    );

    public static Command Create()
    {
        var command = new Command(
            "health",
            """
            Check if the running service is ready. The exit code is 0 if it is. It is 1 if it is not, or does not respond within two
            seconds.
            """
        )
        {
            Url,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                CheckAsync(parsed.GetValue(Url) is { } url ? RemoteAddress.Of(url) : FindAddress(), cancellationToken)
        );
        return command;
    }

    private static async Task<int> CheckAsync(RemoteAddress service, CancellationToken cancellationToken) =>
        await FindFaultAsync(service, cancellationToken) is { } fault
            ? Output.End(ExitCodes.Unavailable, fault)
            : Output.Result("ready");

    /// <summary>Returns the address of the settings for clients on this machine.</summary>
    /// <exception cref="SettingException">A setting cannot be used, or leaves the port open.</exception>
    public static RemoteAddress FindAddress()
    {
        var address = ListeningAddress.Read(CommandSettings.ReadConfiguration()).OrderBy(address => address.IsHttps).First();
        return address is { SocketPath: null, Binding.Port: 0 }
            ? throw new SettingException(address.Setting, "port 0 is any free port, which only the service's log names: use --url.")
            : new RemoteAddress(address.Url, address.SocketPath);
    }

    /// <summary>Returns why the service is not ready, or null.</summary>
    public static async Task<string?> FindFaultAsync(RemoteAddress service, CancellationToken cancellationToken)
    {
        var ready = new Uri(service.Url, HealthRoutes.Ready.TrimStart('/'));
        var certificate = new RemoteCertificate(ready.Host);
        using var handler = service.CreateHandler();

        // On this machine the certificate is for another name, and nothing secret is sent or received.
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, found, chain, errors) =>
            service.IsLoopback || certificate.Validate(sender, found, chain, errors);
        using var client = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            using var response = await client.GetAsync(ready, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? null
                : $"not ready: {ready} responds with {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"not ready: {ready} does not respond: {RemoteFailure.CauseOf(e, certificate)}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"not ready: {ready} does not respond in time";
        }
    }
}
