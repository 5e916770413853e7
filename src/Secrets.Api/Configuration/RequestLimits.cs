using System.Net;
using Secrets.Api.RateLimiting;
using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

/// <summary>How much one address or key may ask for.</summary>
/// <param name="FailedAuthentications">Of one address.</param>
/// <param name="RequestsPerSecondPerKey">Sustained, and as many again in a burst.</param>
/// <param name="ExpensiveRequestsPerKey">Exports, imports, long lists, searches and audit queries of one key, at once.</param>
/// <param name="Durations">How long a request may take.</param>
/// <param name="Connections">Of all together, at once.</param>
/// <param name="Drain">How long the service goes on listening after the signal to stop.</param>
/// <param name="Proxies">The networks whose X-Forwarded-For and X-Forwarded-Proto are believed; from anywhere else it is passed over.</param>
internal sealed record RequestLimits(
    FailedAuthenticationLimits FailedAuthentications,
    int RequestsPerSecondPerKey,
    int ExpensiveRequestsPerKey,
    RequestDurations Durations,
    int Connections,
    TimeSpan Drain,
    IReadOnlyList<IPNetwork> Proxies
)
{
    private const int MaxPaused = 10_000;
    private static readonly TimeSpan MaxBodyDuration = TimeSpan.FromSeconds(60);

    /// <exception cref="SettingException">A setting cannot be used; it is named by its environment variable.</exception>
    public static RequestLimits Read(IConfiguration configuration) =>
        new(
            new FailedAuthenticationLimits(configuration.ReadNumber("Limits:FailedAuthentications", 100, 1, 1_000_000), MaxPaused),
            configuration.ReadNumber("Limits:RequestsPerSecondPerKey", 20_000, 1, 1_000_000),
            configuration.ReadNumber("Limits:ExpensiveRequestsPerKey", 4, 1, ExpensiveRequests.MaxOfOwner),
            new RequestDurations(
                MaxBodyDuration,
                TimeSpan.FromSeconds(configuration.ReadNumber("Limits:ExpensiveRequestSeconds", 300, 1, 86_400))
            ),
            configuration.ReadNumber("Limits:Connections", 10_000, 1, 1_000_000),
            TimeSpan.FromSeconds(configuration.ReadNumber("Limits:DrainSeconds", 2, 0, 20)),
            ReadNetworks(configuration["Proxy:Networks"] ?? "")
        );

    private static List<IPNetwork> ReadNetworks(string text)
    {
        var networks = new List<IPNetwork>();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            networks.Add(
                IPNetwork.TryParse(entry, out var network)
                    ? network
                    : throw new SettingException("Proxy__Networks", "must be networks such as 10.0.0.0/8, separated by commas.")
            );
        }

        return networks;
    }
}
