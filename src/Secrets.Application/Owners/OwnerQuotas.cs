using Secrets.Application.Validation;

namespace Secrets.Application.Owners;

/// <summary>Enforces the limits of owners.</summary>
internal sealed class OwnerQuotas(OwnerLimits limits, IOwnerCounts counts, TimeProvider time)
{
    private const long ChildKeysPerApiKey = 10;

    private readonly OwnerQuota _secrets = new(counts.CountSecretsAsync, time);
    private readonly OwnerQuota _childKeys = new(counts.CountChildKeysAsync, time);
    private readonly OwnerQuota _apiKeys = new(counts.CountActiveApiKeysAsync, time);

    /// <summary>Reserves room for further secrets.</summary>
    /// <exception cref="InvalidRequestException">The owner would have too many.</exception>
    public async ValueTask<QuotaReservation> ReserveSecretsAsync(Guid ownerId, int count) =>
        await _secrets.TryReserveAsync(ownerId, count, limits.Secrets)
        ?? throw Refused(
            $"The owner may have at most {limits.Secrets} secrets, deleted ones that can be restored included (Limits__SecretsPerOwner)"
        );

    /// <summary>Reserves room for a further API key.</summary>
    /// <exception cref="InvalidRequestException">The owner would have too many.</exception>
    public async ValueTask<QuotaReservation> ReserveApiKeyAsync(Guid ownerId) =>
        await _apiKeys.TryReserveAsync(ownerId, 1, limits.ApiKeys)
        ?? throw Refused($"The owner may have at most {limits.ApiKeys} active API keys (Limits__ApiKeysPerOwner); revoke one");

    /// <summary>Reserves room for the successor of an API key. Keys can be rotated even if there is no room for a further key.</summary>
    /// <exception cref="InvalidRequestException">The owner would have too many.</exception>
    public async ValueTask<QuotaReservation> ReserveSuccessorAsync(Guid ownerId) =>
        await _apiKeys.TryReserveAsync(ownerId, 1, 2L * limits.ApiKeys)
        ?? throw Refused(
            $"The owner may have at most {2L * limits.ApiKeys} active API keys while keys are rotated, "
                + "twice Limits__ApiKeysPerOwner; revoke one"
        );

    /// <summary>Reserves room for a child key.</summary>
    /// <exception cref="InvalidRequestException">The owner would have too many.</exception>
    public async ValueTask<QuotaReservation> ReserveChildKeyAsync(Guid ownerId) =>
        await _childKeys.TryReserveAsync(ownerId, 1, ChildKeysPerApiKey * limits.ApiKeys)
        ?? throw Refused(
            $"The owner may have at most {ChildKeysPerApiKey * limits.ApiKeys} child keys that have not expired, "
                + $"{ChildKeysPerApiKey} times Limits__ApiKeysPerOwner; wait until some expire"
        );

    /// <summary>Returns the failure of a limit, which tells the client what to do.</summary>
    public static InvalidRequestException Refused(string message) => new(new RequestFailure(["body"], message, "limit_reached"));
}
