using System.CommandLine;
using System.Net;
using Secrets.Api.Health;
using Secrets.Api.Startup;

namespace Secrets.Api.Cli;

/// <summary><c>health</c>, the health check of a container: it opens neither database nor key ring.</summary>
internal static class HealthVerb
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(1500);

    public static Command Create()
    {
        var url = new Option<Uri?>("--url")
        {
            Description = "Where the service is, unless it is on this machine at the address of the settings.",
            CustomParser = SecretsSource.ParseUrl,
        };
        var verb = new Command(
            "health",
            """
            Ask the running service whether it is ready. Ends with 0 where it is, and with 1 where it is not or does not answer,
            after two seconds at most.
            """) { url };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await AskAsync(parsed.GetValue(url) ?? ListeningAddress.OfSettings(CommandLine.ReadConfiguration()), cancellationToken);
            }
            catch (FormatException e)
            {
                await Console.Error.WriteLineAsync($"ASPNETCORE_URLS: {e.Message}");
                return ExitCodes.Unavailable;
            }
        });
        return verb;
    }

    private static async Task<int> AskAsync(Uri service, CancellationToken cancellationToken)
    {
        var ready = new Uri(service, HealthRoutes.Ready);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false };
        if (service.IsLoopback)
        {
            // The certificate is for another name, and nothing secret is sent or learned.
#pragma warning disable MA0039
            handler.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;
#pragma warning restore MA0039
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
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await Console.Error.WriteLineAsync($"not ready: {ready} does not answer: {(e is HttpRequestException ? e.Message : "it takes too long")}");
        }

        return ExitCodes.Unavailable;
    }
}
