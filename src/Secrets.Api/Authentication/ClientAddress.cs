using System.Net;

namespace Secrets.Api.Authentication;

internal static class ClientAddress
{
    /// <summary>The address that a request came from; one of IPv4 as such, though the service listens on IPv6. Null where there is none.</summary>
    public static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
}
