using Secrets.Domain.Secrets;

namespace Secrets.Domain.Tests.Secrets;

public sealed class SecretLabelsTests
{
    [Theory]
    [InlineData("team")]
    [InlineData("a")]
    [InlineData("0-._z")]
    [InlineData("example.com/team")]
    [InlineData("a-b.c/Team_1")]
    public void A_key_is_a_name_with_or_without_a_dns_prefix(string key) => Assert.True(SecretLabels.IsKey(key));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/team")]
    [InlineData("example.com/")]
    [InlineData("a/b/c")]
    [InlineData("-team")]
    [InlineData("team-")]
    [InlineData("Example.com/team")]
    [InlineData("example..com/team")]
    [InlineData("-a/team")]
    [InlineData("a_b/team")]
    [InlineData("tëam")]
    [InlineData("te am")]
    [InlineData("team=x")]
    [InlineData("team,x")]
    [InlineData("team\n")]
    public void Another_key_is_refused(string key) => Assert.False(SecretLabels.IsKey(key));

    [Fact]
    public void Keys_and_values_have_the_lengths_of_kubernetes()
    {
        var (most, more) = (new string('a', 63), new string('a', 64));
        var prefix = string.Concat(Enumerable.Repeat("a.", 126)) + "a";

        Assert.True(SecretLabels.IsKey(most));
        Assert.True(SecretLabels.IsKey($"{prefix}/{most}"));
        Assert.True(SecretLabels.IsValue(most));
        Assert.True(SecretLabels.IsValue(""));
        Assert.False(SecretLabels.IsKey(more));
        Assert.False(SecretLabels.IsKey($"{prefix}a.a/x"));
        Assert.False(SecretLabels.IsValue(more));
    }

    [Fact]
    public void No_other_character_is_in_a_label()
    {
        for (var c = char.MinValue; c < char.MaxValue; c++)
        {
            var isAllowed = char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
            Assert.Equal(isAllowed, SecretLabels.IsValue($"a{c}a"));
            Assert.Equal(isAllowed || c == '/', SecretLabels.IsKey($"a{c}a"));
        }
    }

    [Fact]
    public void Labels_are_stored_in_the_order_of_their_keys()
    {
        var labels = SecretLabels.Of([new("team", "core"), new("env", ""), new("a.b/c", "d")]);

        Assert.Equal("a.b/c=d,env=,team=core", labels.Text);
        Assert.Equal(labels, SecretLabels.Parse(labels.Text));
        Assert.Equal(["a.b/c", "env", "team"], labels.Items.Keys);
        Assert.True(labels.Have("env", value: null));
        Assert.True(labels.Have("team", "core"));
        Assert.False(labels.Have("team", "other"));
        Assert.Empty(SecretLabels.None.Items);
        Assert.Null(SecretLabels.Of([]).Text);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a=1,a=2,=,,")]
    public void Damaged_labels_are_read_without_a_failure(string text) => Assert.NotEmpty(SecretLabels.Parse(text).Items);
}
