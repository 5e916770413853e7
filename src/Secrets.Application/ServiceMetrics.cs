using System.Diagnostics.Metrics;
using Secrets.Application.ApiKeys;

namespace Secrets.Application;

/// <summary>The metrics of the service. No attribute identifies an owner, a secret or an API key.</summary>
public sealed class ServiceMetrics : IDisposable
{
    public const string MeterName = "Secrets";

    private static readonly KeyValuePair<string, object?> ApiKeys = new("cache", "api_keys");
    private static readonly KeyValuePair<string, object?> OwnerKeys = new("cache", "owner_keys");

    // Created once, because every request uses them.
    private static readonly KeyValuePair<string, object?> Hit = new("hit", true);
    private static readonly KeyValuePair<string, object?> Miss = new("hit", false);

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _created;
    private readonly Counter<long> _revealed;
    private readonly Counter<long> _canaryReveals;
    private readonly Counter<long> _authenticationFailures;
    private readonly Counter<long> _cacheLookups;
    private readonly Counter<long> _backgroundFailures;

    public ServiceMetrics()
    {
        _created = _meter.CreateCounter<long>("secrets.created", "{secret}", "Secrets that were created or imported.");
        _revealed = _meter.CreateCounter<long>("secrets.revealed", "{secret}", "Values that were revealed or exported.");
        _canaryReveals = _meter.CreateCounter<long>("secrets.canary.reveals", "{secret}", "Values of canaries that were revealed.");
        _authenticationFailures = _meter.CreateCounter<long>(
            "secrets.authentication.failures",
            "{request}",
            "Requests that were refused for lack of a valid API key."
        );
        _cacheLookups = _meter.CreateCounter<long>("secrets.cache.lookups", "{lookup}", "Look-ups in a cache, by hit or miss.");
        _backgroundFailures = _meter.CreateCounter<long>(
            "secrets.background.failures",
            "{failure}",
            "Failed jobs of background services, which are retried."
        );
    }

    public void SecretsCreated(int count) => _created.Add(count);

    public void SecretRevealed(bool isCanary)
    {
        _revealed.Add(1);
        if (isCanary)
        {
            _canaryReveals.Add(1);
        }
    }

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
                    AuthenticationFailure.OutsideNetworks => "outside-networks",
                    _ => "tampered",
                }
            )
        );

    public void ApiKeyLookedUp(bool isCached) => _cacheLookups.Add(1, ApiKeys, isCached ? Hit : Miss);

    public void OwnerKeyLookedUp(bool isCached) => _cacheLookups.Add(1, OwnerKeys, isCached ? Hit : Miss);

    public void BackgroundJobFailed(string service) => _backgroundFailures.Add(1, new KeyValuePair<string, object?>("service", service));

    /// <param name="lag">Returns null while the lag is not known.</param>
    public void ObserveAuditLag(Func<TimeSpan?> lag) =>
        Observe("secrets.audit.lag", lag, "The age above which every audit event is in a block of the audit chain.");

    /// <param name="age">Returns null while the age is not known.</param>
    public void ObserveKeyRingAge(Func<TimeSpan?> age) => Observe("secrets.key_ring.age", age, "The age of the active root key.");

    /// <param name="count">Returns null while the number is not known.</param>
    public void ObserveDueSecrets(Func<long?> count) =>
        _meter.CreateObservableGauge(
            "secrets.due",
            () => count() is { } known ? [new Measurement<long>(known)] : Array.Empty<Measurement<long>>(),
            "{secret}",
            "Secrets of all owners that have expired or should have a new value."
        );

    public void Dispose() => _meter.Dispose();

    private void Observe(string name, Func<TimeSpan?> value, string description) =>
        _meter.CreateObservableGauge(
            name,
            () => value() is { } known ? [new Measurement<double>(known.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            description
        );
}
