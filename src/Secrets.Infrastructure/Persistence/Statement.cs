namespace Secrets.Infrastructure.Persistence;

/// <summary>A statement for one row. It may be sent in a batch with others.</summary>
/// <param name="Sql">One statement. Its text is the same at every call, so that it stays prepared.</param>
/// <param name="Parameters">Objects whose properties are the parameters. If several have a property, the first counts.</param>
internal readonly record struct Statement(string Sql, params object[] Parameters)
{
    /// <summary>True if the caller needs the first column of the first row that the statement returns.</summary>
    public bool HasResult { get; init; }

    /// <summary>
    /// True if the statement may run after the others of its batch, together with those of the same text and first parameter, which is the
    /// owner. It inserts or returns one row at most.
    /// </summary>
    public bool IsDeferrable { get; init; }
}

/// <param name="Rows">The number of rows that the statement wrote, or -1 if it ran together with others.</param>
/// <param name="Value">The first column of the first row that it returned, or null.</param>
internal readonly record struct StatementResult(int Rows, object? Value);
