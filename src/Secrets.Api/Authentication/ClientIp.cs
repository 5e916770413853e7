using System.Net;

namespace Secrets.Api.Authentication;

internal static class ClientIp
{
    /// <summary>Returns the IP of the client, an IPv4 address also on a dual-stack socket. Null for a Unix socket.</summary>
    public static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
}
