using System.Diagnostics.Metrics;
using Secrets.Application.ApiKeys;

namespace Secrets.Application;

/// <summary>What the service measures of itself. No attribute tells of one owner, secret or API key.</summary>
public sealed class ServiceMetrics : IDisposable
{
    public const string MeterName = "Secrets";

    private static readonly KeyValuePair<string, object?> ApiKeys = new("cache", "api_keys");
    private static readonly KeyValuePair<string, object?> OwnerKeys = new("cache", "owner_keys");

    // Made once: they are needed for every request.
    private static readonly KeyValuePair<string, object?> Hit = new("hit", true);
    private static readonly KeyValuePair<string, object?> Miss = new("hit", false);

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _created;
    private readonly Counter<long> _revealed;
    private readonly Counter<long> _authenticationFailures;
    private readonly Counter<long> _cacheLookups;
    private readonly Counter<long> _backgroundFailures;

    public ServiceMetrics()
    {
        _created = _meter.CreateCounter<long>("secrets.created", "{secret}", "Secrets that were created or imported.");
        _revealed = _meter.CreateCounter<long>("secrets.revealed", "{secret}", "Values that were revealed or exported.");
        _authenticationFailures = _meter.CreateCounter<long>(
            "secrets.authentication.failures",
            "{request}",
            "Requests that were refused for lack of a valid API key."
        );
        _cacheLookups = _meter.CreateCounter<long>(
            "secrets.cache.lookups",
            "{lookup}",
            "Look-ups in a cache, by whether it had what was asked for."
        );
        _backgroundFailures = _meter.CreateCounter<long>(
            "secrets.background.failures",
            "{failure}",
            "Jobs of background services that failed and are tried again."
        );
    }

    public void SecretsCreated(int count) => _created.Add(count);

    public void SecretsRevealed(int count) => _revealed.Add(count);

    public void AuthenticationFailed(AuthenticationFailure failure) =>
        _authenticationFailures.Add(
            1,
            new KeyValuePair<string, object?>(
                "reason",
                failure switch
                {
                    AuthenticationFailure.Missing => "missing",
                    AuthenticationFailure.Malformed => "malformed",
                    AuthenticationFailure.Unknown => "unknown",
                    AuthenticationFailure.Expired => "expired",
                    AuthenticationFailure.Revoked => "revoked",
                    _ => "tampered",
                }
            )
        );

    public void ApiKeyLookedUp(bool isCached) => _cacheLookups.Add(1, ApiKeys, isCached ? Hit : Miss);

    public void OwnerKeyLookedUp(bool isCached) => _cacheLookups.Add(1, OwnerKeys, isCached ? Hit : Miss);

    public void BackgroundJobFailed(string service) => _backgroundFailures.Add(1, new KeyValuePair<string, object?>("service", service));

    /// <param name="lag">Null while it is not known.</param>
    public void ObserveAuditLag(Func<TimeSpan?> lag) =>
        Observe("secrets.audit.lag", lag, "The age above which no audit event waits for its seal.");

    /// <param name="age">Null while it is not known.</param>
    public void ObserveKeyRingAge(Func<TimeSpan?> age) =>
        Observe("secrets.key_ring.age", age, "The time since the active key of the key ring was made.");

    public void Dispose() => _meter.Dispose();

    private void Observe(string name, Func<TimeSpan?> value, string description) =>
        _meter.CreateObservableGauge(
            name,
            () => value() is { } known ? [new Measurement<double>(known.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            description
        );
}
