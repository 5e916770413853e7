using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Secrets.Api.Connections;
using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

/// <summary>An address that the service listens on, and how clients on the same machine reach it.</summary>
/// <param name="Setting">The environment variable that sets the address.</param>
internal sealed record ListeningAddress(string Setting, BindingAddress Binding)
{
    public const string Urls = "ASPNETCORE_URLS";

    /// <summary>The address unless settings name another.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    public bool IsHttps => string.Equals(Binding.Scheme, Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path of the Unix socket; null for TCP.</summary>
    public string? SocketPath => Binding.IsUnixPipe ? Binding.UnixPipePath : null;

    /// <summary>The URL for clients on this machine; for a Unix socket, the one that they send.</summary>
    public Uri Url =>
        SocketPath is null
            ? new UriBuilder(Binding.Scheme, IsSpecific(Binding.Host) ? Binding.Host : "127.0.0.1", Binding.Port).Uri
            : new UriBuilder(Binding.Scheme, "localhost").Uri;

    /// <summary>Reads the addresses in the order of precedence of the web server.</summary>
    /// <exception cref="SettingException">One of them is not an address.</exception>
    public static IReadOnlyList<ListeningAddress> Read(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().ToList();
        if (endpoints.Count > 0)
        {
            return [.. endpoints.Select(endpoint => Parse($"Kestrel__Endpoints__{endpoint.Key}__Url", endpoint["Url"] ?? ""))];
        }

        if (Split(configuration["urls"]) is [_, ..])
        {
            return ParseAll(Urls, configuration["urls"]!);
        }

        var ports = Split(configuration["http_ports"])
            .Select(port => Parse("ASPNETCORE_HTTP_PORTS", $"http://*:{port}"))
            .Concat(Split(configuration["https_ports"]).Select(port => Parse("ASPNETCORE_HTTPS_PORTS", $"https://*:{port}")))
            .ToList();
        return ports is [_, ..] ? ports : [Parse(Urls, DefaultUrl)];
    }

    /// <param name="urls">Addresses, separated by semicolons.</param>
    /// <exception cref="SettingException">The text is empty, or one of them is not an address.</exception>
    public static IReadOnlyList<ListeningAddress> ParseAll(string setting, string urls) =>
        Split(urls) is [_, ..] found ? [.. found.Select(url => Parse(setting, url))] : throw InvalidAddress(setting);

    /// <exception cref="SettingException">It is not an address.</exception>
    public static ListeningAddress Parse(string setting, string text)
    {
        try
        {
            var binding = BindingAddress.Parse(text);
            var isKnown =
                binding.Scheme.ToUpperInvariant() is "HTTP" or "HTTPS"
                && !binding.IsNamedPipe
                && (binding.IsUnixPipe || binding.Port is >= 0 and <= IPEndPoint.MaxPort);
            return isKnown && binding.PathBase is "" ? new ListeningAddress(setting, binding) : throw InvalidAddress(setting);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw InvalidAddress(setting);
        }
    }

    /// <summary>Throws if the service could not listen on this address.</summary>
    /// <exception cref="SettingException">The address is in use, not of this machine, or not permitted.</exception>
    public void Probe()
    {
        if (SocketPath is { } path && Path.GetDirectoryName(path) is var folder && !Directory.Exists(folder))
        {
            throw new SettingException(Setting, $"cannot listen on {Binding}: the folder '{folder}' does not exist.");
        }

        try
        {
            Exception? failure = null;
            foreach (var endpoint in EndPoints())
            {
                try
                {
                    UnixSocket.RemoveStale(endpoint);
                    using var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                    return;
                }
                catch (SocketException e) when (e.SocketErrorCode is not SocketError.AddressAlreadyInUse)
                {
                    // A machine without IPv6 listens on IPv4.
                    failure = e;
                }
            }

            throw failure!;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingException(Setting, $"cannot listen on {Binding}: {e.Message}");
        }
    }

    private static string[] Split(string? text) =>
        (text ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static SettingException InvalidAddress(string setting) =>
        new(
            setting,
            "must be addresses such as http://127.0.0.1:8080, https://*:8443 or http://unix:/run/s.sock, separated by semicolons."
        );

    // The web server listens on all addresses for any other name.
    private static bool IsSpecific(string host) =>
        IPAddress.TryParse(host, out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any);

    private IEnumerable<EndPoint> EndPoints() =>
        SocketPath is { } path ? [new UnixDomainSocketEndPoint(path)]
        : string.Equals(Binding.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            ? [new IPEndPoint(IPAddress.Loopback, Binding.Port), new IPEndPoint(IPAddress.IPv6Loopback, Binding.Port)]
        : IPAddress.TryParse(Binding.Host, out var ip) ? [new IPEndPoint(ip, Binding.Port)]
        : [new IPEndPoint(IPAddress.IPv6Any, Binding.Port), new IPEndPoint(IPAddress.Any, Binding.Port)];
}
