namespace Secrets.Api.Tests;

/// <summary>The time that a rotated owner key remains in use.</summary>
internal static class OwnerKeyOverlap
{
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(121);

    /// <summary>Lets the overlap pass, for the service and for the database.</summary>
    public static async Task PassOverlapAsync(this RunningService service, MovableClock clock)
    {
        clock.Advance(Overlap);
        await service.Database.ExecuteAsync($"UPDATE owner_keys SET created_at = created_at - {(long)Overlap.TotalMicroseconds}");
    }
}
