using Secrets.Application.Secrets.ListMetadata;

namespace Secrets.Infrastructure.Persistence;

/// <summary>The SQL that reads a page of secrets in one of the orders, each by an index.</summary>
internal static class SecretOrder
{
    private static readonly Guid LastId = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <param name="after">Null for the first page.</param>
    // The comparisons of one column let Postgres use the index, which has a condition, and begin in its middle.
    public static string Select(ReachedRows reached, MetadataOrder order, MetadataPosition? after) =>
        order switch
        {
            MetadataOrder.Created => Select(reached, "id > @Id", "id"),
            MetadataOrder.CreatedLast => Select(reached, "id < @Id", "id DESC"),
            MetadataOrder.Name => Select(reached, "name > @Name", "name"),
            MetadataOrder.NameLast when after is null => Select(reached, "name > @Name", "name DESC"),
            MetadataOrder.NameLast => Select(reached, "name < @Name", "name DESC"),
            MetadataOrder.Due => Select(reached, "due_at >= @Time AND (due_at, id) > (@Time, @Id)", "due_at, id"),
            _ => throw new ArgumentOutOfRangeException(nameof(order)),
        };

    /// <summary>Selects secrets without a time at which they are due, in creation order.</summary>
    public static string SelectNotDue(ReachedRows reached) => Select(reached, "due_at IS NULL AND id > @Id", "id");

    /// <summary>Returns the id before the first page.</summary>
    public static Guid FirstId(MetadataOrder order) => order == MetadataOrder.CreatedLast ? LastId : Guid.Empty;

    private static string Select(ReachedRows reached, string condition, string order) =>
        $"""
        SELECT {SecretRow.ListedColumns}, {SecretRevealRepository.ListedColumns} FROM {reached.From}
        WHERE owner_id = @OwnerId AND {condition} {reached.And}
        ORDER BY {order} LIMIT @Limit
        """;
}
