using Secrets.Application.Secrets.ListMetadata;

namespace Secrets.Infrastructure.Persistence;

/// <summary>The SQL that reads a page of secrets in one of the orders, each by an index.</summary>
internal static class SecretOrder
{
    /// <summary>Selects secrets without a time at which they are due, in creation order.</summary>
    public const string SelectNotDue = $"{Head} due_at IS NULL AND id > @Id ORDER BY id {Tail}";

    private const string Head = $"SELECT {SecretRow.ListedColumns} FROM secrets WHERE owner_id = @OwnerId AND";

    private const string Tail = "LIMIT @Limit";

    private static readonly Guid LastId = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <param name="after">Null for the first page.</param>
    // The comparisons of one column let Postgres use the index, which has a condition, and begin in its middle.
    public static string Select(MetadataOrder order, MetadataPosition? after) =>
        order switch
        {
            MetadataOrder.Created => $"{Head} id > @Id ORDER BY id {Tail}",
            MetadataOrder.CreatedLast => $"{Head} id < @Id ORDER BY id DESC {Tail}",
            MetadataOrder.Name => $"{Head} name > @Name ORDER BY name {Tail}",
            MetadataOrder.NameLast when after is null => $"{Head} name > @Name ORDER BY name DESC {Tail}",
            MetadataOrder.NameLast => $"{Head} name < @Name ORDER BY name DESC {Tail}",
            MetadataOrder.Updated => $"{Head} updated_at >= @Time AND (updated_at, id) > (@Time, @Id) ORDER BY updated_at, id {Tail}",
            MetadataOrder.UpdatedLast =>
                $"{Head} updated_at <= @Time AND (updated_at, id) < (@Time, @Id) ORDER BY updated_at DESC, id DESC {Tail}",
            MetadataOrder.Due => $"{Head} due_at >= @Time AND (due_at, id) > (@Time, @Id) ORDER BY due_at, id {Tail}",
            _ => throw new ArgumentOutOfRangeException(nameof(order)),
        };

    /// <summary>Returns the time before the first page.</summary>
    public static long StartOf(MetadataOrder order) => order == MetadataOrder.UpdatedLast ? long.MaxValue : long.MinValue;

    /// <summary>Returns the id before the first page.</summary>
    public static Guid FirstId(MetadataOrder order) =>
        order is MetadataOrder.CreatedLast or MetadataOrder.UpdatedLast ? LastId : Guid.Empty;
}
