namespace Secrets.Infrastructure.Persistence;

/// <summary>A statement for one row, which may be sent together with others.</summary>
/// <param name="Sql">One statement. Its text is the same at every call: databases keep it prepared.</param>
/// <param name="Parameters">Objects whose properties are the parameters. The first that has a property of the name counts.</param>
internal readonly record struct Statement(string Sql, params object[] Parameters)
{
    /// <summary>True if the statement gives rows, of which the first column of the first is wanted.</summary>
    public bool HasResult { get; init; }
}

/// <param name="Rows">The rows that the statement wrote.</param>
/// <param name="Value">The first column of the first row that it gave, or null.</param>
internal readonly record struct StatementResult(int Rows, object? Value);
