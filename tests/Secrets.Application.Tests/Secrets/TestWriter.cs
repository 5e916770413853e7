using Secrets.Application.Audit;
using Secrets.Application.Owners;
using Secrets.Application.Secrets;
using Secrets.Domain;

namespace Secrets.Application.Tests.Secrets;

/// <summary>Creates writers over secrets in memory.</summary>
internal static class TestWriter
{
    public static SecretWriter Over(InMemorySecrets secrets, AuditTrail audit, int limit = 100) =>
        new(
            new OrderedIds(TimeProvider.System),
            secrets,
            new AddressCipher(),
            new OwnerQuotas(new OwnerLimits(limit, ApiKeys: 10), new SecretCounts(secrets), TimeProvider.System),
            new SecretLimits(MaxValueBytes: 1024, VersionsKept: 10, TimeSpan.FromDays(7)),
            audit,
            new ServiceMetrics(),
            TimeProvider.System
        );

    private sealed class SecretCounts(InMemorySecrets secrets) : IOwnerCounts
    {
        public Task<long> CountSecretsAsync(Guid ownerId, CancellationToken cancellationToken) =>
            Task.FromResult((long)secrets.Secrets.Count);

        public Task<long> CountActiveApiKeysAsync(Guid ownerId, CancellationToken cancellationToken) => Task.FromResult(0L);

        public Task<long> CountChildKeysAsync(Guid ownerId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
