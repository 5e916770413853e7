using System.Security.Cryptography;

namespace Secrets.Infrastructure.Tests.Encryption;

/// <summary>Checks the platform's primitives against the test vectors of the standards.</summary>
public sealed class KnownAnswerTests
{
    private const string GcmKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    private const string GcmPlaintext =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
    private const string GcmCiphertext =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";

    /// <summary>Test cases 13 to 16 of the GCM specification that SP 800-38D adopts: AES-256, 96-bit IV.</summary>
    [Theory]
    [InlineData(
        "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000",
        "",
        "",
        "",
        "530f8afbc74536b9a963b4f1c4cb738b"
    )]
    [InlineData(
        "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000",
        "",
        "00000000000000000000000000000000",
        "cea7403d4d606b6e074ec5d3baf39d18",
        "d0d1c8a799996bf0265b98b5d48ab919"
    )]
    [InlineData(GcmKey, "cafebabefacedbaddecaf888", "", GcmPlaintext, GcmCiphertext, "b094dac5d93471bdec1a502270e3cc6c")]
    [InlineData(
        GcmKey,
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "60 bytes",
        "60 bytes",
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )]
    public void AES_GCM_matches_the_vectors_of_SP_800_38D(
        string key,
        string nonce,
        string associated,
        string plaintext,
        string ciphertext,
        string tag
    )
    {
        var expected = Convert.FromHexString(ciphertext == "60 bytes" ? GcmCiphertext[..120] : ciphertext);
        var input = Convert.FromHexString(plaintext == "60 bytes" ? GcmPlaintext[..120] : plaintext);
        using var gcm = new AesGcm(Convert.FromHexString(key), 16);
        var output = new byte[input.Length];
        var outputTag = new byte[16];

        gcm.Encrypt(Convert.FromHexString(nonce), input, output, outputTag, Convert.FromHexString(associated));

        Assert.Equal(expected, output);
        Assert.Equal(tag, Convert.ToHexStringLower(outputTag));
        var decrypted = new byte[input.Length];
        gcm.Decrypt(Convert.FromHexString(nonce), output, outputTag, decrypted, Convert.FromHexString(associated));
        Assert.Equal(input, decrypted);
        outputTag[^1] ^= 1;
        Assert.Throws<AuthenticationTagMismatchException>(() =>
            gcm.Decrypt(Convert.FromHexString(nonce), output, outputTag, decrypted, Convert.FromHexString(associated))
        );
    }

    /// <summary>RFC 5869, appendices A.1 to A.3: SHA-256.</summary>
    [Theory]
    [InlineData(
        "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
        "f0f1f2f3f4f5f6f7f8f9",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )]
    [InlineData(
        "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
        "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7"
            + "d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac78272"
            + "71cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
    )]
    [InlineData(
        "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
        "",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )]
    public void HKDF_Expand_matches_the_vectors_of_RFC_5869(string pseudorandomKey, string info, string output)
    {
        var actual = new byte[output.Length / 2];

        HKDF.Expand(HashAlgorithmName.SHA256, Convert.FromHexString(pseudorandomKey), actual, Convert.FromHexString(info));

        Assert.Equal(output, Convert.ToHexStringLower(actual));
    }
}
