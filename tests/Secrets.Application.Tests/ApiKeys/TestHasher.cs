using System.Security.Cryptography;
using System.Text;
using Secrets.Application.ApiKeys;
using Secrets.Domain.ApiKeys;

namespace Secrets.Application.Tests.ApiKeys;

/// <summary>Hashes and signs without a secret.</summary>
internal sealed class TestHasher : IApiKeyHasher
{
    public byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public ApiKey Sign(ApiKey key) => key with { Mac = MacOf(key) };

    public bool IsSigned(ApiKey key) => key.Mac.SequenceEqual(MacOf(key));

    private static byte[] MacOf(ApiKey key) =>
        Encoding.UTF8.GetBytes($"{key.Id} {Scopes.Join(key.Scopes)} {key.ExpiresAt} {key.RetiresAt} {key.RevokedAt}");
}
