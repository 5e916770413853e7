using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using Secrets.Api.Configuration;
using Secrets.Api.Health;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary><c>health</c>, the health check of a container. It opens neither the database nor the key ring.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(1500);

    private static readonly Option<ListeningAddress?> Url = new("--url")
    {
        Description = "The address of the service. The default is this machine, at the address of the settings.",
        CustomParser = ParseUrl,
    };

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
        command.SetAction((parsed, cancellationToken) => CheckAsync(parsed.GetValue(Url) ?? FindAddress(), cancellationToken));
        return command;
    }

    private static ListeningAddress? ParseUrl(ArgumentResult argument)
    {
        try
        {
            return ListeningAddress.Parse("--url", argument.Tokens[0].Value);
        }
        catch (SettingException)
        {
            argument.AddError("--url must be an address such as https://secrets.example or http://unix:/run/secrets.sock.");
            return null;
        }
    }

    private static ListeningAddress FindAddress()
    {
        var address = ListeningAddress.Read(CommandSettings.ReadConfiguration()).OrderBy(address => address.IsHttps).First();
        return address is { SocketPath: null, Binding.Port: 0 }
            ? throw new SettingException(address.Setting, "port 0 is any free port, which only the service's log names: use --url.")
            : address;
    }

    private static async Task<int> CheckAsync(ListeningAddress service, CancellationToken cancellationToken)
    {
        var ready = new Uri(service.Url, HealthRoutes.Ready);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        if (service.SocketPath is { } path)
        {
            handler.ConnectCallback = (_, token) => ConnectAsync(path, token);
        }

        if (ready.IsLoopback)
        {
            // The certificate is for another name, and nothing secret is sent or received.
#pragma warning disable CA5359
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        using var client = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            using var response = await client.GetAsync(ready, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? Output.Result("ready")
                : Output.End(ExitCodes.Unavailable, $"not ready: {ready} responds with {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            return Output.End(ExitCodes.Unavailable, $"not ready: {ready} does not respond: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Output.End(ExitCodes.Unavailable, $"not ready: {ready} does not respond in time");
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
