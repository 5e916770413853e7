using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Secrets.Infrastructure.Persistence;

/// <summary>Maps UUIDs: uuid in Postgres, and 16 big-endian bytes in SQLite, which sort the same.</summary>
internal sealed class GuidHandler : SqlMapper.TypeHandler<Guid>
{
    public static void Register()
    {
        SqlMapper.RemoveTypeMap(typeof(Guid));
        SqlMapper.AddTypeHandler(new GuidHandler());
    }

    public override void SetValue(IDbDataParameter parameter, Guid value) =>
        parameter.Value = parameter is SqliteParameter ? value.ToByteArray(bigEndian: true) : value;

    // A value of another length is damaged. It becomes an id that nothing else has, so that the checks of the row fail.
    public override Guid Parse(object value) =>
        value is not byte[] bytes ? (Guid)value
        : bytes.Length == 16 ? new Guid(bytes, bigEndian: true)
        : Guid.AllBitsSet;
}
