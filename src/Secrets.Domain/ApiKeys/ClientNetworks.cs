using System.Net;

namespace Secrets.Domain.ApiKeys;

/// <summary>The networks whose clients may use an API key.</summary>
public sealed class ClientNetworks
{
    /// <summary>The maximum number of networks.</summary>
    public const int MaxItems = 100;

    private const int MappedBits = 96;

    private ClientNetworks(IEnumerable<IPNetwork> networks) => Networks = [.. networks.Distinct()];

    public IReadOnlyList<IPNetwork> Networks { get; }

    /// <param name="networks">Texts that <see cref="TryParse"/> accepts.</param>
    public static ClientNetworks Of(IEnumerable<string> networks) =>
        new(networks.Select(text => TryParse(text, out var network) ? network : throw new FormatException()));

    /// <summary>
    /// Parses a network in CIDR notation, such as <c>10.0.0.0/8</c>. Bits after the prefix are dropped. An IPv4 network that is mapped to
    /// IPv6 becomes the IPv4 network. Addresses with a zone have no meaning outside of their machine.
    /// </summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('%', StringComparison.Ordinal) || !IPNetwork.TryParse(text, out network))
        {
            network = default;
            return false;
        }

        if (network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedBits)
        {
            network = new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedBits);
        }

        return true;
    }

    /// <param name="client">An IPv4 address is not mapped to IPv6. Null for a Unix socket, which is in no network.</param>
    public bool Include(IPAddress? client)
    {
        if (client is not null)
        {
            foreach (var network in Networks)
            {
                if (network.Contains(client))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Returns true if each network of <paramref name="other"/> is part of one of these.</summary>
    public bool Include(ClientNetworks other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Networks.All(part =>
            Networks.Any(network => network.PrefixLength <= part.PrefixLength && network.Contains(part.BaseAddress))
        );
    }

    /// <summary>Returns the text of the networks in the database and in MACs: separated by single spaces.</summary>
    public string Join() => string.Join(' ', Networks);

    /// <summary>
    /// Reverses <see cref="Join"/>. Parts of a damaged text that are not networks are left out, so that joining the result returns
    /// another text.
    /// </summary>
    public static ClientNetworks Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ClientNetworks(
            text.Split(' ').SelectMany(part => TryParse(part, out var network) ? new[] { network } : [])
        );
    }
}
