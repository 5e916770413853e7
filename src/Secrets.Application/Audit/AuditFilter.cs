using Secrets.Domain.ApiKeys;

namespace Secrets.Application.Audit;

/// <summary>Selects audit events. A condition that is null selects all.</summary>
/// <param name="Reach">
/// The owner, and the secrets whose events are selected. If these are not all, events without a secret are selected only if they are of the
/// key <paramref name="CallerKeyId"/>.
/// </param>
/// <param name="Before">The id of an event that is newer than all that are selected.</param>
/// <param name="Secret">A name: selects the events of all secrets that have it or had it when they were deleted.</param>
/// <param name="Since">Microseconds since 1970, inclusive.</param>
/// <param name="Until">Microseconds since 1970, exclusive.</param>
/// <param name="WithCanaries">True to select the events that tell which secrets are canaries.</param>
/// <param name="WithNames">True to read the names of secrets too.</param>
public sealed record AuditFilter(
    SecretReach Reach,
    Guid CallerKeyId,
    Guid? Before,
    string? Action,
    string? Secret,
    Guid? SecretId,
    Guid? KeyId,
    long? Since,
    long? Until,
    int Limit,
    bool WithCanaries,
    bool WithNames
);
