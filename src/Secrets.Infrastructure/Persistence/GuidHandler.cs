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

    public override Guid Parse(object value) => value is byte[] bytes ? new Guid(bytes, bigEndian: true) : (Guid)value;
}
