using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys;

/// <summary>Hashes tokens and signs API keys with secrets that the database does not hold in clear.</summary>
public interface IApiKeyHasher
{
    /// <summary>Returns the hash by which a token is found: 32 bytes.</summary>
    byte[] HashOf(string token);

    /// <summary>Returns the key with its MAC.</summary>
    ApiKey Sign(ApiKey key);

    /// <summary>True if the key is as it was last signed. A key that was edited in the database is not valid.</summary>
    bool IsSigned(ApiKey key);
}
