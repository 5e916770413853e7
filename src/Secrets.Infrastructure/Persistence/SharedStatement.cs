namespace Secrets.Infrastructure.Persistence;

/// <summary>A statement that runs for one row of parameters, and its form for many of them at once, with the same outcome for each.</summary>
/// <param name="One">Takes <see cref="Parameters"/>, and gives one result at most.</param>
/// <param name="Many">Takes <paramref name="Columns"/>, and gives with each result the number of its row, from 1.</param>
/// <param name="Columns">The parameters of many rows: an array for each.</param>
/// <param name="RowOf">The number of the row that a result of <paramref name="Many"/> is of.</param>
internal sealed record SharedStatement<TRow, TResult>(string One, string Many, Func<IReadOnlyList<TRow>, object> Columns, Func<TResult, long> RowOf)
    where TRow : class
    where TResult : class
{
    /// <summary>The parameters of one row: its properties, unless something else is given.</summary>
    public Func<TRow, object> Parameters { get; init; } = row => row;
}
