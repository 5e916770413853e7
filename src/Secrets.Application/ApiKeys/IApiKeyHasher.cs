namespace Secrets.Application.ApiKeys;

/// <summary>Authenticates tokens and stored API keys under a key that the database does not hold in clear.</summary>
public interface IApiKeyHasher
{
    /// <summary>What a token is looked up by: 32 bytes.</summary>
    byte[] LookupOf(string token);

    /// <summary>The MAC over everything in the row but its MAC: 32 bytes.</summary>
    byte[] MacOf(StoredApiKey key);
}
