using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Reads the parameters of a statement from the properties of its objects, in the order in which its text first names them.
/// </summary>
internal sealed partial class ParameterReader
{
    private static readonly ConcurrentDictionary<(string Sql, Type First, Type? Second), ParameterReader> Readers = new();

    private readonly (int Source, PropertyInfo Property)[] _properties;

    private ParameterReader(in Statement statement)
    {
        var sources = Array.ConvertAll(statement.Parameters, source => source.GetType());
        Names = [.. Name().Matches(statement.Sql).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];
        _properties = [.. Names.Select(Find)];
        PositionalSql = Name().Replace(statement.Sql, match => $"${Array.IndexOf(Names, match.Groups["name"].Value) + 1}");

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

    public static ParameterReader Of(in Statement statement)
    {
        var parameters = statement.Parameters;
        var key = (statement.Sql, parameters[0].GetType(), parameters.Length > 1 ? parameters[1].GetType() : null);
        return Readers.TryGetValue(key, out var reader) ? reader : Readers[key] = new ParameterReader(statement);
    }

    /// <summary>Returns the declared type of a parameter without <see cref="Nullable{T}"/>: a null has no type of its own.</summary>
    public Type TypeOf(int index) =>
        Nullable.GetUnderlyingType(_properties[index].Property.PropertyType) ?? _properties[index].Property.PropertyType;

    public object? Read(int index, in Statement statement) =>
        _properties[index].Property.GetValue(statement.Parameters[_properties[index].Source]);

    [GeneratedRegex(@"@(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
