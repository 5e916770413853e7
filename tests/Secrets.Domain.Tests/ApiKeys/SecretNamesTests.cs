using Secrets.Domain.ApiKeys;

namespace Secrets.Domain.Tests.ApiKeys;

public sealed class SecretNamesTests
{
    [Theory]
    [InlineData("A", true)]
    [InlineData("AB", false)]
    [InlineData("a", false)]
    [InlineData("GITHUB_", true)]
    [InlineData("GITHUB_TOKEN", true)]
    [InlineData("GITHUB", false)]
    [InlineData("github_TOKEN", false)]
    [InlineData("B*", true)]
    [InlineData("B*C", true)]
    [InlineData("BC", false)]
    [InlineData("", false)]
    public void Exact_names_and_prefixes_are_included_byte_by_byte(string name, bool isIncluded) =>
        Assert.Equal(isIncluded, SecretNames.Of(["A", "GITHUB_*", "B**"]).Include(name));

    [Theory]
    [InlineData("A", true)]
    [InlineData("A*", true)]
    [InlineData("**", true)]
    [InlineData("a b\nc", false)]
    [InlineData(".", false)]
    [InlineData(".*", true)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public void An_item_is_a_name_that_a_secret_can_have_or_a_prefix(string item, bool isAllowed) =>
        Assert.Equal(isAllowed, SecretNames.IsAllowed(item));

    [Theory]
    [InlineData("A", true)]
    [InlineData("GITHUB_A", true)]
    [InlineData("GITHUB_*", true)]
    [InlineData("GITHUB_A*", true)]
    [InlineData("GITHUB*", false)]
    [InlineData("A*", false)]
    [InlineData("B", false)]
    public void Names_include_others_only_if_they_include_every_one(string other, bool isIncluded)
    {
        Assert.Equal(isIncluded, SecretNames.Of(["A", "GITHUB_*"]).Include(SecretNames.Of([other])));
        Assert.Equal(isIncluded, SecretNames.Of(["A", "GITHUB_*"]).Include(SecretNames.Of(["A", other])));
    }

    [Fact]
    public void Their_text_gives_them_back_in_their_order_each_once()
    {
        var text = SecretNames.Of(["b", "é *", "a", "b"]).Join();

        Assert.Equal("b\né *\na", text);
        Assert.Equal(["b", "é *", "a"], SecretNames.Split(text).Items);
    }
}
