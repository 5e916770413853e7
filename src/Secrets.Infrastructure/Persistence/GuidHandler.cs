using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Secrets.Infrastructure.Persistence;

/// <summary>UUIDs are of the type uuid in Postgres and 16 bytes in SQLite, big-endian, which sorts the same.</summary>
internal sealed class GuidHandler : SqlMapper.TypeHandler<Guid>
{
    public static void Register()
    {
        SqlMapper.RemoveTypeMap(typeof(Guid));
        SqlMapper.AddTypeHandler(new GuidHandler());
    }

    public override void SetValue(IDbDataParameter parameter, Guid value) =>
        parameter.Value = parameter is SqliteParameter ? value.ToByteArray(bigEndian: true) : value;

    // What has another length was damaged. It becomes an id that nothing has, so that whatever the row says is found to be false.
    public override Guid Parse(object value) =>
        value is not byte[] bytes ? (Guid)value
        : bytes.Length == 16 ? new Guid(bytes, bigEndian: true)
        : Guid.AllBitsSet;
}
