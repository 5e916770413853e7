using System.Security.Cryptography;

namespace Secrets.Application.ApiKeys;

/// <summary>Authenticates tokens and stored API keys under a key that the database does not hold in clear.</summary>
public interface IApiKeyHasher
{
    /// <summary>What a token is looked up by: 32 bytes.</summary>
    byte[] HashOf(string token);

    /// <summary>The MAC over everything that <see cref="StoredApiKey.Mac"/> authenticates: 32 bytes.</summary>
    byte[] MacOf(StoredApiKey key);

    StoredApiKey Sign(StoredApiKey key) => key with { Mac = MacOf(key) };

    /// <summary>Whether the row is as it was last signed; one that was edited in the database is no key.</summary>
    bool IsSigned(StoredApiKey key) => CryptographicOperations.FixedTimeEquals(key.Mac, MacOf(key));
}
