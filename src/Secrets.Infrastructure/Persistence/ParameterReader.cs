using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Reads the parameters of a statement from the properties of its objects, in the order in which its text first names them.
/// </summary>
internal sealed partial class ParameterReader
{
    private static readonly ConcurrentDictionary<ReaderKey, ParameterReader> Readers = new();

    private readonly string _sql;
    private readonly (int Source, PropertyInfo Property)[] _properties;

    private string? _arraySql;

    private ParameterReader(in Statement statement)
    {
        var sources = Array.ConvertAll(statement.Parameters, source => source.GetType());
        Names = [.. Name().Matches(statement.Sql).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];
        _properties = [.. Names.Select(Find)];
        _sql = statement.Sql;
        PositionalSql = Replace(index => $"${index + 1}");

        (int, PropertyInfo) Find(string name)
        {
            var source = Array.FindIndex(sources, type => type.GetProperty(name) is not null);
            return source < 0
                ? throw new ArgumentException($"No object has the parameter {name}.", nameof(statement))
                : (source, sources[source].GetProperty(name)!);
        }
    }

    /// <summary>Without the @ before them.</summary>
    public string[] Names { get; }

    /// <summary>The text of the statement with $1, $2 and so on in the places of the names.</summary>
    public string PositionalSql { get; }

    /// <summary>
    /// The same for many rows: the first parameter is the owner, the others are arrays. A query returns the position in the arrays and then
    /// its own columns. OFFSET 0 has the rows looked up one by one: a plan that was made while there were few would read all of them.
    /// </summary>
    public string ArraySql => _arraySql ??= CreateArraySql();

    public static ParameterReader Of(in Statement statement)
    {
        var parameters = statement.Parameters;
        var key = new ReaderKey(statement.Sql, parameters[0].GetType(), parameters.Length > 1 ? parameters[1].GetType() : null);
        return Readers.TryGetValue(key, out var reader) ? reader : Readers[key] = new ParameterReader(statement);
    }

    /// <summary>Returns the declared type of a parameter without <see cref="Nullable{T}"/>: a null has no type of its own.</summary>
    public Type TypeOf(int index) =>
        Nullable.GetUnderlyingType(_properties[index].Property.PropertyType) ?? _properties[index].Property.PropertyType;

    public object? Read(int index, in Statement statement) =>
        _properties[index].Property.GetValue(statement.Parameters[_properties[index].Source]);

    private string CreateArraySql()
    {
        var sql = Replace(index => index == 0 ? "$1" : $"rows.p{index}");
        var parts = Parts().Match(sql);
        var position = parts.Groups["insert"].Length == 0 ? "rows.position, " : "";
        var numbers = Enumerable.Range(1, Names.Length - 1).ToArray();
        var arrays = string.Join(", ", numbers.Select(number => $"${number + 1}"));
        var columns = string.Join(", ", numbers.Select(number => $"p{number}"));
        return $"{parts.Groups["insert"]}SELECT {position}found.* FROM unnest({arrays}) WITH ORDINALITY AS rows ({columns}, position) "
            + $"CROSS JOIN LATERAL ({parts.Groups["row"]} OFFSET 0) AS found {parts.Groups["conflict"]}";
    }

    private string Replace(Func<int, string> textOf) =>
        Name().Replace(_sql, match => textOf(Array.IndexOf(Names, match.Groups["name"].Value)));

    [GeneratedRegex(@"@(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(
        "^(?<insert>INSERT.*?)?(?<row>(SELECT|VALUES).*?)(?<conflict>ON CONFLICT.*)?$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Parts();

    private readonly record struct ReaderKey(string Sql, Type First, Type? Second)
    {
        // Hashing the whole text would cost more than all else here.
        public override int GetHashCode() => HashCode.Combine(Sql.Length, First, Second);
    }
}
