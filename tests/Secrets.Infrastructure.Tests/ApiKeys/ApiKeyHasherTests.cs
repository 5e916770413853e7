using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.ApiKeys;

public sealed class ApiKeyHasherTests
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData(4L, null, null)]
    [InlineData(4L, 5L, null)]
    [InlineData(4L, 5L, 6L)]
    [InlineData(null, null, 6L)]
    public async Task The_MAC_of_a_key_covers_every_field_except_its_last_use(long? expiresAt, long? revokedAt, long? retiresAt)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var hasher = services.GetRequiredService<IApiKeyHasher>();
        var apiKeysKey = services.GetRequiredService<Installation>().ApiKeysKey.Bytes.ToArray();
        var key = new ApiKey
        {
            OwnerId = Guid.CreateVersion7(),
            Id = Guid.CreateVersion7(),
            Name = "né",
            Scopes = ["a", "b"],
            TokenHash = hasher.HashOf("token"),
            CreatedAt = 3,
            ExpiresAt = expiresAt,
            RevokedAt = revokedAt,
            RetiresAt = retiresAt,
        };
        var authenticated = new Authenticated()
            .Sized(key.OwnerId)
            .Sized(key.Id)
            .Sized("né")
            .Sized("a b")
            .Sized(key.TokenHash)
            .Number(3)
            .Number(expiresAt ?? long.MinValue)
            .Number(revokedAt ?? long.MinValue);

        var signed = hasher.Sign(key);

        Assert.Equal((retiresAt is { } at ? authenticated.Number(at) : authenticated).Mac(apiKeysKey, "cs1|api-keys|row"), signed.Mac);
        Assert.False(hasher.IsSigned(signed with { RetiresAt = retiresAt is null ? 6 : null }));
        Assert.True(hasher.IsSigned(signed with { LastUsedAt = 9 }));
        Assert.False(hasher.IsSigned(signed with { Mac = signed.Mac[..^1] }));
        Assert.False(hasher.IsSigned(signed with { Scopes = ["a", "b", "c"] }));
    }

    [Fact]
    public async Task The_MAC_of_a_restricted_child_key_covers_its_restrictions_parent_and_uses()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var hasher = services.GetRequiredService<IApiKeyHasher>();
        var apiKeysKey = services.GetRequiredService<Installation>().ApiKeysKey.Bytes.ToArray();
        var key = ApiKey.Create(Guid.CreateVersion7(), "n", ["a"], hasher.HashOf("token"), now: 3) with
        {
            Restrictions = new ApiKeyRestrictions(SecretNames.Of(["é", "B*"]), ClientNetworks.Of(["10.0.0.0/8", "::/0"])),
            ParentId = Guid.CreateVersion7(),
            Depth = 2,
            MaxUses = 5,
        };
        var authenticated = new Authenticated()
            .Sized(key.OwnerId)
            .Sized(key.Id)
            .Sized("n")
            .Sized("a")
            .Sized(key.TokenHash)
            .Number(3)
            .Number(long.MinValue)
            .Number(long.MinValue)
            .Number(long.MinValue)
            .Sized("é\nB*")
            .Sized("10.0.0.0/8 ::/0")
            .Sized(key.ParentId.Value)
            .Number(2)
            .Number(5);

        var signed = hasher.Sign(key);

        Assert.Equal(authenticated.Mac(apiKeysKey, "cs1|api-keys|row"), signed.Mac);
        Assert.True(hasher.IsSigned(signed with { Uses = 3 }));
        Assert.False(hasher.IsSigned(signed with { MaxUses = 6 }));
        Assert.False(hasher.IsSigned(signed with { Depth = 1 }));
        Assert.False(hasher.IsSigned(signed with { ParentId = null }));
        Assert.False(hasher.IsSigned(signed with { Restrictions = signed.Restrictions with { Secrets = null } }));
        Assert.False(hasher.IsSigned(signed with { Restrictions = signed.Restrictions with { ClientNetworks = null } }));
    }

    [Fact]
    public async Task The_token_hash_is_an_HMAC_under_a_derived_key()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var tokenKey = HKDF.Expand(
            HashAlgorithmName.SHA256,
            services.GetRequiredService<Installation>().ApiKeysKey.Bytes.ToArray(),
            32,
            "cs1|api-keys|lookup"u8.ToArray()
        );

        Assert.Equal(HMACSHA256.HashData(tokenKey, "token"u8), services.GetRequiredService<IApiKeyHasher>().HashOf("token"));
    }
}
