using Secrets.Domain.Secrets;

namespace Secrets.Domain.Tests;

public sealed class FoldedNameTests
{
    [Theory]
    [InlineData("API_KEY", "api_key")]
    [InlineData("API_KEY", " API_KEY\u00A0")]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("caf\u00E9", "CAFE\u0301")]
    [InlineData("\u00C4PFEL", "\u00E4pfel")]
    [InlineData("STRASSE", "stra\u00DFe")]
    [InlineData("\u03A3\u0391\u03A3", "\u03C3\u03B1\u03C2")]
    [InlineData("\u041F\u0410\u0420\u041E\u041B\u042C", "\u043F\u0430\u0440\u043E\u043B\u044C")]
    [InlineData("TOKEN", "\uFF34\uFF2F\uFF2B\uFF25\uFF2E")]
    [InlineData("file", "\uFB01le")]
    [InlineData("K", "\u212A")]
    [InlineData("\u1FB3", "\u03B1\u03B9")]
    [InlineData("TOKEN", "TO\u200BKEN")]
    [InlineData("TOKEN", "\uFEFFTOKEN")]
    [InlineData("TOKEN", "TOK\u00ADEN\u2060")]
    [InlineData("TOKEN", "T\uFE0FOKEN\U000E0041")]
    [InlineData("TOKEN", "TOKEN\u2800")]
    [InlineData("a b", "a\u2003b")]
    public void Names_that_look_alike_have_the_same_form(string name, string other) =>
        Assert.Equal(FoldedName.Of(name), FoldedName.Of(other));

    [Theory]
    [InlineData("TOKEN", "TOKEN2")]
    [InlineData("cafe", "caf\u00E9")]
    [InlineData("a b", "ab")]
    [InlineData("\U0001F511", "\U0001F512")]
    public void Names_that_look_different_have_different_forms(string name, string other) =>
        Assert.NotEqual(FoldedName.Of(name), FoldedName.Of(other));

    [Fact]
    public void A_name_with_half_a_surrogate_pair_has_a_form() =>
        Assert.Equal(FoldedName.Of("A\uFFFD\u00E9"), FoldedName.Of("a\uD800\u00E9"));
}
