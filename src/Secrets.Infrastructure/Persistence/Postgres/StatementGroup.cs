using Npgsql;
using NpgsqlTypes;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Statements that are sent as one command: one alone, or several of the same text and owner that run first or last. These are sent with
/// an array for each parameter, which costs half as much as a command each.
/// </summary>
internal sealed class StatementGroup
{
    private readonly ParameterReader _reader;
    private readonly List<int> _indexes;

    private StatementGroup(ParameterReader reader, int index)
    {
        _reader = reader;
        _indexes = [index];
    }

    /// <summary>The indexes of the statements.</summary>
    public IReadOnlyList<int> Indexes => _indexes;

    /// <summary>
    /// The number of columns before those of the statement. If it is one, the first column has the position in <see cref="Indexes"/>,
    /// beginning with 1.
    /// </summary>
    public int FirstColumn => _indexes.Count == 1 ? 0 : 1;

    /// <summary>Groups statements, in the order in which they run.</summary>
    public static IReadOnlyList<StatementGroup> Of(IReadOnlyList<Statement> statements)
    {
        var inPlace = new List<StatementGroup>();
        var (first, last) = (new Dictionary<Key, StatementGroup>(), new Dictionary<Key, StatementGroup>());
        for (var i = 0; i < statements.Count; i++)
        {
            var reader = ParameterReader.Of(statements[i]);
            if (statements[i].Order == BatchOrder.InPlace || reader.Names.Length == 1)
            {
                inPlace.Add(new StatementGroup(reader, i));
                continue;
            }

            var key = new Key(reader, reader.Read(0, statements[i]));
            var groups = statements[i].Order == BatchOrder.First ? first : last;
            if (groups.TryGetValue(key, out var group))
            {
                group._indexes.Add(i);
            }
            else
            {
                groups.Add(key, new StatementGroup(reader, i));
            }
        }

        return [.. first.Values, .. inPlace, .. last.Values];
    }

    public NpgsqlBatchCommand ToCommand(IReadOnlyList<Statement> statements)
    {
        var isOne = _indexes.Count == 1;
        var command = new NpgsqlBatchCommand(isOne ? _reader.PositionalSql : _reader.ArraySql);
        for (var i = 0; i < _reader.Names.Length; i++)
        {
            command.Parameters.Add(
                isOne || i == 0 ? ParameterOf(_reader.Read(i, statements[_indexes[0]]), _reader.TypeOf(i)) : ArrayOf(i, statements)
            );
        }

        return command;
    }

    // A null has its declared type: a statement is prepared for the types of its parameters.
    private static NpgsqlParameter ParameterOf(object? value, Type type) =>
        value switch
        {
            Guid id => new NpgsqlParameter<Guid> { TypedValue = id },
            long number => new NpgsqlParameter<long> { TypedValue = number },
            string text => new NpgsqlParameter<string> { TypedValue = text },
            byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes },
            null => new NpgsqlParameter { NpgsqlDbType = DbTypeOf(type), Value = DBNull.Value },
            _ => new NpgsqlParameter { Value = value },
        };

    private static NpgsqlDbType DbTypeOf(Type type) =>
        type == typeof(Guid) ? NpgsqlDbType.Uuid
        : type == typeof(string) ? NpgsqlDbType.Text
        : type == typeof(byte[]) ? NpgsqlDbType.Bytea
        : NpgsqlDbType.Bigint;

    private NpgsqlParameter ArrayOf(int parameter, IReadOnlyList<Statement> statements)
    {
        var type = _reader.TypeOf(parameter);
        return type == typeof(Guid) ? Read<Guid?>()
            : type == typeof(string) ? Read<string?>()
            : type == typeof(byte[]) ? Read<byte[]?>()
            : Read<long?>();

        NpgsqlParameter Read<T>()
        {
            var values = new T[_indexes.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (T)_reader.Read(parameter, statements[_indexes[i]])!;
            }

            return new NpgsqlParameter<T[]> { TypedValue = values };
        }
    }

    private readonly record struct Key(ParameterReader Reader, object? Owner);
}
