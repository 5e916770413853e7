using System.Net;
using Secrets.Domain.ApiKeys;

namespace Secrets.Domain.Tests.ApiKeys;

public sealed class ClientNetworksTests
{
    private static readonly ClientNetworks Some = ClientNetworks.Of(["10.0.0.0/8", "192.168.1.7/32", "2001:db8::/32"]);

    [Theory]
    [InlineData("10.255.0.1", true)]
    [InlineData("11.0.0.0", false)]
    [InlineData("192.168.1.7", true)]
    [InlineData("192.168.1.8", false)]
    [InlineData("2001:db8:1::9", true)]
    [InlineData("2001:db9::", false)]
    [InlineData("::1", false)]
    public void A_client_is_in_one_of_the_networks(string client, bool isIncluded) =>
        Assert.Equal(isIncluded, Some.Include(IPAddress.Parse(client)));

    [Fact]
    public void A_client_without_an_IP_is_in_no_network() => Assert.False(ClientNetworks.Of(["0.0.0.0/0", "::/0"]).Include(client: null));

    [Theory]
    [InlineData("10.1.0.0/16", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("8.0.0.0/6", false)]
    [InlineData("0.0.0.0/0", false)]
    [InlineData("2001:db8:7::/48", true)]
    [InlineData("::/0", false)]
    [InlineData("::ffff:10.0.0.0/104", true)]
    public void Networks_include_others_only_if_each_is_part_of_one(string other, bool isIncluded) =>
        Assert.Equal(isIncluded, Some.Include(ClientNetworks.Of([other])));

    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/08 ")]
    [InlineData(" 10.0.0.0/8")]
    [InlineData("fe80::%eth0/64")]
    [InlineData("fe80::%1/64")]
    [InlineData("example.org/8")]
    [InlineData("/8")]
    [InlineData("")]
    public void Other_texts_are_not_networks(string text) => Assert.False(ClientNetworks.TryParse(text, out _));

    [Fact]
    public void A_mapped_IPv4_network_is_the_IPv4_network_and_bits_after_the_prefix_are_dropped()
    {
        Assert.Equal("10.0.0.0/8", ClientNetworks.Of(["::ffff:10.0.0.0/104", "10.0.0.0/8", "10.9.0.1/8"]).Join());
        Assert.True(ClientNetworks.Of(["::ffff:10.0.0.0/104"]).Include(IPAddress.Parse("10.1.2.3")));
    }

    [Fact]
    public void Their_text_gives_them_back_and_a_damaged_one_gives_another_text()
    {
        Assert.Equal("10.0.0.0/8 192.168.1.7/32 2001:db8::/32", Some.Join());
        Assert.Equal(Some.Networks, ClientNetworks.Split(Some.Join()).Networks);
        Assert.Equal("10.0.0.0/8", ClientNetworks.Split("10.0.0.0/8 10.0.0.0/99").Join());
    }
}
