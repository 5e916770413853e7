namespace Secrets.Application.ApiKeys;

/// <summary>A new key and its token, which is nowhere else.</summary>
public sealed record CreatedApiKey(StoredApiKey Key, string Token)
{
    public override string ToString() => "[redacted]";
}
