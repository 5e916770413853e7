using System.Net.Sockets;

namespace Secrets.Api.Cli;

/// <summary>The address of a service, and how to connect to it.</summary>
/// <param name="Url">The address with a slash at its end, without user and password.</param>
/// <param name="SocketPath">The path of the Unix socket; null for TCP.</param>
internal sealed record RemoteAddress(Uri Url, string? SocketPath)
{
    private const string SocketPrefix = "://unix:/";

    /// <summary>True if requests do not leave this machine.</summary>
    public bool IsLoopback =>
        SocketPath is not null || Url.IsLoopback || Url.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    public bool IsHttps => Url.Scheme == Uri.UriSchemeHttps;

    /// <param name="url">An address such as <c>https://host/path</c> or <c>http://unix:/run/secrets.sock</c>.</param>
    public static RemoteAddress Of(Uri url) =>
        url.OriginalString.Contains(SocketPrefix, StringComparison.OrdinalIgnoreCase)
            ? new RemoteAddress(new Uri($"{url.Scheme}://localhost/"), Uri.UnescapeDataString(url.AbsolutePath))
            : new RemoteAddress(
                new Uri(url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + "/"),
                SocketPath: null
            );

    public SocketsHttpHandler CreateHandler()
    {
        // A redirect would send the key to another host, and a proxy cannot reach this machine's services.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !IsLoopback };
        if (SocketPath is { } path)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        }

        return handler;
    }

    public override string ToString() => SocketPath is null ? Url.AbsoluteUri : $"{Url.Scheme}://unix:{SocketPath}";

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
