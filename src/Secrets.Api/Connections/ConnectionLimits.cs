using System.Security.Authentication;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Secrets.Api.Connections;

/// <summary>The limits of connections and requests that Kestrel enforces.</summary>
internal static class ConnectionLimits
{
    private const int KiB = 1024;

    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // A key that is not UTF-8 is a wrong key, not a malformed request.
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

        // Far above the service's own limit of 1 MiB. Kestrel does not read what it refuses, and the client may miss the response.
        limits.MaxRequestBodySize = 32 * KiB * KiB;

        // Bounds the memory of a body that is not read yet, for example while its request waits for a permit.
        limits.MaxRequestBufferSize = 64 * KiB;

        // Kestrel closes timed-out connections once a second, so clients reconnect in bursts. A longer timeout makes the bursts smaller.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(15));

        // Bounds how long decrypted values wait for a slow reader: 64 KiB for 16 seconds.
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 4 * KiB, gracePeriod: TimeSpan.FromSeconds(5));

        // Longer than that of proxies, commonly a minute, so that the proxy closes an idle connection and never sends on a closed one.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);

        limits.Http2.MaxStreamsPerConnection = 100;
        limits.Http2.MaxRequestHeaderFieldSize = 32 * KiB;
        limits.Http2.InitialConnectionWindowSize = 128 * KiB;
        limits.Http2.InitialStreamWindowSize = 96 * KiB;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}
