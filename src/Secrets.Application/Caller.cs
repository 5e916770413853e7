using Secrets.Domain.ApiKeys;
using Secrets.Domain.Owners;

namespace Secrets.Application;

/// <summary>Who a message comes from: the owner it acts for, the API key it was sent with, and what that key may do.</summary>
public sealed record Caller(Guid OwnerId, Guid KeyId, IReadOnlyList<string> Scopes)
{
    /// <summary>The operator of the service, at its command line.</summary>
    public static Caller Operator { get; } = new(Owner.Default.Id, Guid.Empty, Domain.ApiKeys.Scopes.All);

    /// <summary>The request that the message came with.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>When the API key ends, in microseconds since 1970; null for no end.</summary>
    public long? EndsAt { get; init; }

    /// <summary>The address that the request came from.</summary>
    public string ClientIp { get; init; } = "";

    /// <summary>The rights that the API key can pass on.</summary>
    public ApiKeyRights Rights => new(Scopes, EndsAt);

    public bool Has(IEnumerable<string> scopes) => scopes.All(scope => Scopes.Contains(scope, StringComparer.Ordinal));
}
