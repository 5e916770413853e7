using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using Secrets.Api.Configuration;
using Secrets.Api.Health;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary><c>health</c>, the health check of a container: it opens neither database nor key ring.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(1500);

    public static Command Create()
    {
        var url = new Option<ListeningAddress?>("--url")
        {
            Description = "Where the service is, unless it is on this machine at the address of the settings.",
            CustomParser = ParseUrl,
        };
        var verb = new Command(
            "health",
            """
            Ask the running service whether it is ready. Ends with 0 where it is, and with 1 where it is not or does not answer,
            after two seconds at most.
            """
        )
        {
            url,
        };
        verb.SetAction(
            async (parsed, cancellationToken) =>
            {
                var address = parsed.GetValue(url)
                    ?? ListeningAddress.Read(CommandLine.ReadConfiguration()).OrderBy(address => address.IsHttps).First();
                if (address is { SocketPath: null, Binding.Port: 0 })
                {
                    throw new SettingException(
                        address.Setting,
                        "port 0 is any free one, which only the log of the service names: use --url."
                    );
                }

                return await AskAsync(address, cancellationToken);
            }
        );
        return verb;
    }

    private static ListeningAddress? ParseUrl(ArgumentResult argument)
    {
        try
        {
            return ListeningAddress.Parse("--url", argument.Tokens[0].Value);
        }
        catch (SettingException)
        {
            argument.AddError("--url: an address such as https://secrets.example or http://unix:/run/secrets.sock.");
            return null;
        }
    }

    private static async Task<int> AskAsync(ListeningAddress service, CancellationToken cancellationToken)
    {
        var ready = new Uri(service.Url, HealthRoutes.Ready);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        if (service.SocketPath is { } path)
        {
            handler.ConnectCallback = (_, token) => ConnectAsync(path, token);
        }

        if (ready.IsLoopback)
        {
            // The certificate is for another name, and nothing secret is sent or learned.
#pragma warning disable CA5359
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        using var client = new HttpClient(handler) { Timeout = Longest };
        try
        {
            using var answer = await client.GetAsync(ready, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                await Console.Out.WriteLineAsync("ready");
                return ExitCodes.Done;
            }

            await Console.Error.WriteLineAsync($"not ready: {ready} answers {(int)answer.StatusCode}");
        }
        catch (Exception e)
            when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await Console.Error.WriteLineAsync(
                $"not ready: {ready} does not answer: {(e is HttpRequestException ? e.Message : "it takes too long")}"
            );
        }

        return ExitCodes.Unavailable;
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
