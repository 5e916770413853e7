using System.Data.Common;
using System.Text;
using Dapper;
using Secrets.Infrastructure;

namespace Secrets.Tests.Databases;

/// <summary>A row, identified by its table, a unique column and a condition.</summary>
internal sealed class StoredRow(TestDatabase database, string table, string key, string condition)
{
    private const int MaxGrowth = 40;

    // An attacker who can write to the database can drop foreign keys too.
    private const string DropForeignKeys = """
        DO $$ DECLARE found record; BEGIN
            FOR found IN SELECT conrelid::regclass AS place, conname FROM pg_constraint WHERE contype = 'f' LOOP
                EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.place, found.conname);
            END LOOP;
        END $$
        """;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns SQL that disables foreign keys for the following statements, as an attacker with the database could.</summary>
    public static string WithoutForeignKeys(StorageProvider provider) =>
        provider == StorageProvider.Sqlite ? "PRAGMA foreign_keys = OFF;" : "SET session_replication_role = replica;";

    /// <summary>
    /// Flips every bit of each column, truncates it to every shorter length, and extends it by up to 40 bytes. Runs the check after each
    /// damage, then restores the column. Skips damages that the database refuses.
    /// </summary>
    /// <param name="every">
    /// Makes only every n-th damage. The default is 1 in SQLite and 4 in Postgres, because decryption does not depend on the database.
    /// </param>
    /// <returns>The number of damages.</returns>
    public async Task<int> DamageAsync(Func<string, Task> check, int? every = null)
    {
        every ??= database.Provider == StorageProvider.Sqlite ? 1 : 4;
        await using var connection = await database.ConnectAsync();
        await connection.ExecuteAsync(
            database.Provider == StorageProvider.Sqlite ? "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF" : DropForeignKeys
        );
        var row = ((IDictionary<string, object?>)await connection.QuerySingleAsync($"SELECT * FROM {table} WHERE {condition}"))
            .Where(column => column.Value is not null)
            .ToDictionary();
        var (seen, done) = (0, 0);
        foreach (var (column, value) in row)
        {
            foreach (var damaged in Damaged(value!).Where(_ => seen++ % every == 0))
            {
                if (!await TrySetAsync(connection, column, damaged, row[key]!))
                {
                    continue;
                }

                try
                {
                    await check(column);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"{table}.{column} {Show(damaged)} instead of {Show(value!)}: {e.Message}", e);
                }

                Assert.True(await TrySetAsync(connection, column, value!, column == key ? damaged : row[key]!));
                done++;
            }
        }

        return done;
    }

    // SQLite accepts any bytes as text.
    private async Task<bool> TrySetAsync(DbConnection connection, string column, object value, object keyNow)
    {
        var parameters = new DynamicParameters();
        try
        {
            var sql = $"UPDATE {table} SET {column} = {Parameter("value", value)} WHERE {key} = {Parameter("key", keyNow)}";
            return await connection.ExecuteAsync(sql, parameters) == 1;
        }
        catch (Exception e) when (e is DbException or DecoderFallbackException)
        {
            return false;
        }

        string Parameter(string name, object given)
        {
            var isText = given is Text or string;
            var isBytes = isText && database.Provider == StorageProvider.Sqlite;
            parameters.Add(
                name,
                isBytes ? Bytes(given)
                    : given is Text text ? Strict.GetString(text.Utf8)
                    : given
            );
            return isBytes ? $"CAST(@{name} AS TEXT)" : $"@{name}";
        }
    }

    private static IEnumerable<object> Damaged(object value) =>
        value switch
        {
            byte[] bytes => Flipped(bytes).Concat(Resized(bytes)),
            string => Flipped(Bytes(value)).Concat(Resized(Bytes(value))).Select(utf8 => new Text(utf8)),
            Guid id => Flipped(id.ToByteArray()).Select(bytes => (object)new Guid(bytes)),
            long number => Enumerable.Range(0, 64).Select(bit => (object)(number ^ (1L << bit))),
            _ => [],
        };

    private static IEnumerable<byte[]> Flipped(byte[] bytes) =>
        Enumerable
            .Range(0, bytes.Length * 8)
            .Select(bit =>
            {
                var flipped = (byte[])bytes.Clone();
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                return flipped;
            });

    private static IEnumerable<byte[]> Resized(byte[] bytes) =>
        Enumerable
            .Range(0, bytes.Length + 1 + MaxGrowth)
            .Where(length => length != bytes.Length)
            .Select(length =>
            {
                var resized = (byte[])bytes.Clone();
                Array.Resize(ref resized, length);
                return resized;
            });

    private static byte[] Bytes(object text) => text is Text { Utf8: var utf8 } ? utf8 : Strict.GetBytes((string)text);

    private static string Show(object value) => value is byte[] or Text ? Convert.ToHexString(value as byte[] ?? Bytes(value)) : $"{value}";

    private sealed record Text(byte[] Utf8);
}
