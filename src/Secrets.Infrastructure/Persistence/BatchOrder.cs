namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// The place of a statement in its batch. Statements that run first or last may run together with others of the same text and first
/// parameter, which is the owner. Each of them inserts or returns one row at most.
/// </summary>
internal enum BatchOrder
{
    /// <summary>After the statements before it.</summary>
    InPlace,

    /// <summary>Before all that are in place, because it depends on none.</summary>
    First,

    /// <summary>After all that are in place, because none depends on it.</summary>
    Last,
}
