using System.Net;
using Secrets.Api.RateLimiting;
using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

/// <summary>The limits of requests and connections.</summary>
/// <param name="FailedAuthentications">For each client IP.</param>
/// <param name="RequestsPerSecondPerKey">The sustained rate, and the size of a burst.</param>
/// <param name="ExpensiveRequestsPerKey">Concurrent exports, imports, long lists, searches and audit queries.</param>
/// <param name="Connections">Open connections of all clients together.</param>
/// <param name="Drain">How long the service keeps listening after SIGTERM.</param>
/// <param name="Proxies">Networks whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Prefix are trusted. Others are ignored.</param>
internal sealed record RequestLimits(
    FailedAuthenticationLimits FailedAuthentications,
    int RequestsPerSecondPerKey,
    int ExpensiveRequestsPerKey,
    RequestTimeouts Timeouts,
    int Connections,
    TimeSpan Drain,
    IReadOnlyList<IPNetwork> Proxies
)
{
    private const int MaxPaused = 10_000;
    private static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(60);

    /// <exception cref="SettingException">A setting cannot be used; it is named by its environment variable.</exception>
    public static RequestLimits Read(IConfiguration configuration) =>
        new(
            new FailedAuthenticationLimits(configuration.ReadNumber("Limits:FailedAuthentications", 100, 1, 1_000_000), MaxPaused),
            configuration.ReadNumber("Limits:RequestsPerSecondPerKey", 20_000, 1, 1_000_000),
            configuration.ReadNumber("Limits:ExpensiveRequestsPerKey", 4, 1, ExpensiveRequests.MaxPerOwner),
            new RequestTimeouts(
                BodyTimeout,
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
