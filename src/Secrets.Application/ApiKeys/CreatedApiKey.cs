using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys;

/// <summary>A new API key and its token, which is kept nowhere.</summary>
public sealed record CreatedApiKey(ApiKey Key, string Token)
{
    public override string ToString() => "[redacted]";
}
