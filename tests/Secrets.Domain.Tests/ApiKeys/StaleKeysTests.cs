using Secrets.Domain.ApiKeys;

namespace Secrets.Domain.Tests.ApiKeys;

public sealed class StaleKeysTests
{
    private const long Day = 86_400_000_000;
    private const long Now = 1000 * Day;

    [Theory]
    [InlineData(910.1, null, 2000.0)]
    [InlineData(0.0, 910.1, 2000.0)]
    [InlineData(0.0, 1001.0, 2000.0)]
    [InlineData(910.0, null, 2000.0, StaleReason.Unused)]
    [InlineData(0.0, 910.0, 2000.0, StaleReason.Unused)]
    [InlineData(999.0, null, null, StaleReason.Endless)]
    [InlineData(0.0, 0.0, null, StaleReason.Unused, StaleReason.Endless)]
    public void A_key_is_stale_if_it_was_not_used_for_90_days_or_does_not_end(
        double created,
        double? lastUsed,
        double? ends,
        params StaleReason[] reasons
    ) => Assert.Equal(reasons, StaleKeys.ReasonsOf((long)(created * Day), (long?)(lastUsed * Day), (long?)(ends * Day), Now));
}
