using Secrets.Domain.ApiKeys;

namespace Secrets.Domain.Tests.ApiKeys;

public sealed class ApiKeyTokenTests
{
    // The checksum was computed with Python's zlib.crc32(b"csk_" + b"0" * 43), in base62.
    private const string AllZero = "csk_00000000000000000000000000000000000000000002Anc97";

    [Fact]
    public void A_generated_token_has_the_documented_form()
    {
        Assert.Matches("^csk_[0-9A-Za-z]{49}$", ApiKeyToken.Generate());
    }

    [Fact]
    public void A_generated_token_is_well_formed()
    {
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(ApiKeyToken.IsWellFormed(ApiKeyToken.Generate()));
        }
    }

    [Fact]
    public void The_checksum_is_CRC_32() => Assert.True(ApiKeyToken.IsWellFormed(AllZero));

    [Fact]
    public void No_two_tokens_are_the_same()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => ApiKeyToken.Generate());

        Assert.Equal(1000, tokens.Distinct().Count());
    }

    [Fact]
    public void A_token_with_any_one_character_mistyped_is_refused()
    {
        var token = ApiKeyToken.Generate();
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in "0Aaz_-é ".Where(c => c != token[i]))
            {
                Assert.False(ApiKeyToken.IsWellFormed(token[..i] + other + token[(i + 1)..]));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("csk_")]
    [InlineData("0123456789abcdef")]
    public void A_text_that_is_not_a_token_is_refused(string text) => Assert.False(ApiKeyToken.IsWellFormed(text));

    [Fact]
    public void A_token_that_is_too_short_or_too_long_is_refused()
    {
        var token = ApiKeyToken.Generate();

        Assert.False(ApiKeyToken.IsWellFormed(token.AsSpan(0, ApiKeyToken.Length - 1)));
        Assert.False(ApiKeyToken.IsWellFormed(token + "0"));
    }
}
