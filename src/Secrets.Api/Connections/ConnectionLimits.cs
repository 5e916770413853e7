using System.Security.Authentication;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Secrets.Api.Connections;

/// <summary>What a connection may cost before anything of ours sees a request of it.</summary>
internal static class ConnectionLimits
{
    private const int KiB = 1024;

    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // A header that is not UTF-8 is a wrong key, no malformed request.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ConfigureHttpsDefaults(https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);

        var limits = kestrel.Limits;
        kestrel.ConfigureEndpointDefaults(endpoint =>
            endpoint.Use(next => context => kestrel.ApplicationServices.GetRequiredService<OpenConnections>().RunAsync(context, next))
        );
        limits.MaxConcurrentUpgradedConnections = 0;

        // The longest name, percent-encoded, takes 3 KiB.
        limits.MaxRequestLineSize = 8 * KiB;
        limits.MaxRequestHeadersTotalSize = 32 * KiB;
        limits.MaxRequestHeaderCount = 100;

        // Far above our own limit of 1 MiB: what is refused here is not read to its end, and the client may not see the answer.
        limits.MaxRequestBodySize = 32 * KiB * KiB;

        // Bounds the memory of a body that nobody reads yet, such as that of a request which waits for its place.
        limits.MaxRequestBufferSize = 64 * KiB;

        // All that are due are closed together, once a second, and those who sent them come back together: the longer the time, the fewer.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(15));

        // Bounds how long values wait in clear for a slow reader: 64 KiB for 16 seconds.
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 4 * KiB, gracePeriod: TimeSpan.FromSeconds(5));

        // Longer than proxies keep theirs, commonly a minute: whoever sends next must not be the one who closes.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);

        limits.Http2.MaxStreamsPerConnection = 100;
        limits.Http2.MaxRequestHeaderFieldSize = 32 * KiB;
        limits.Http2.InitialConnectionWindowSize = 128 * KiB;
        limits.Http2.InitialStreamWindowSize = 96 * KiB;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}
