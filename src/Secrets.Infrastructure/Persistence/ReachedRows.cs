using Secrets.Domain.ApiKeys;

namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// The parts of a statement that lists rows which a caller reaches, of a table with owner_id and name. If few of them are reached, they
/// are found by their names. Otherwise the statement walks the index of its order, and leaves the others out.
/// </summary>
/// <param name="From">What to select from.</param>
/// <param name="And">A further condition, or nothing.</param>
/// <param name="Ranges">The parameter that both need, beside OwnerId. Null if all rows are reached.</param>
internal sealed record ReachedRows(string From, string And, string? Ranges)
{
    /// <summary>The most rows that are sorted for a page of them.</summary>
    private const int MaxSorted = 2000;

    public static async Task<ReachedRows> OfAsync(
        IDatabase database,
        string table,
        SecretReach reach,
        CancellationToken cancellationToken
    )
    {
        if (reach.Names is not { } names)
        {
            return new ReachedRows(table, "", Ranges: null);
        }

        var few = new ReachedRows(database.RowsInRanges(table), "", NameRanges.JsonOf(names));
        return names.Prefixes.Count == 0 || await few.CountAsync(database, reach.OwnerId, cancellationToken) <= MaxSorted
            ? few
            : few with
            {
                From = table,
                And = $"AND {database.IsInRanges}",
            };
    }

    private async Task<long> CountAsync(IDatabase database, Guid ownerId, CancellationToken cancellationToken) =>
        (
            await database.QueryAsync<long>(
                $"SELECT count(*) FROM (SELECT 1 FROM {From} LIMIT @Limit) AS few",
                new
                {
                    OwnerId = ownerId,
                    Ranges,
                    Limit = MaxSorted + 1L,
                },
                cancellationToken
            )
        )[0];
}
