namespace Secrets.Infrastructure.Persistence;

/// <summary>A statement for one row. It may be sent in a batch with others.</summary>
/// <param name="Sql">One statement. Its text is the same at every call, so that it stays prepared.</param>
/// <param name="Parameters">Objects whose properties are the parameters. If several have a property, the first counts.</param>
internal readonly record struct Statement(string Sql, params object[] Parameters)
{
    /// <summary>True if the caller needs the first column of the first row that the statement returns.</summary>
    public bool HasResult { get; init; }

    /// <summary>When the statement runs in a batch with those of other callers.</summary>
    public BatchOrder Order { get; init; }
}

/// <param name="Rows">The number of rows that the statement wrote, or -1 if it ran together with others.</param>
/// <param name="Value">The first column of the first row that it returned, or null.</param>
internal readonly record struct StatementResult(int Rows, object? Value);
