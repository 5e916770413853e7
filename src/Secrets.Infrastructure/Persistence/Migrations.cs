using System.Data.Common;
using System.Globalization;
using Dapper;
using Secrets.Domain;

namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Brings the schema up to date with the numbered scripts that are embedded per database. All that are missing are
/// applied in one transaction that holds the start-up lock, so that replicas may start together.
/// </summary>
internal sealed class Migrations(IDatabase database, TimeProvider time)
{
    private const string Setting = "ConnectionStrings__Secrets";

    /// <summary>The number of the last script of this program.</summary>
    public int Latest => Scripts().Max(script => script.Number);

    public Task<int> ApplyAsync(CancellationToken cancellationToken) => database.ExclusiveAsync(ApplyAsync, cancellationToken);

    private async Task<int> ApplyAsync(DbConnection connection)
    {
        await connection.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS schema_migrations (number integer PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)");
        var current = await connection.ExecuteScalarAsync<int?>("SELECT max(number) FROM schema_migrations") ?? 0;
        var scripts = Scripts().ToList();
        if (current > scripts.Max(script => script.Number))
        {
            throw new SettingException(Setting, $"the database has schema {current}, which is newer than this program.");
        }

        var applied = 0;
        foreach (var (number, name, sql) in scripts.Where(script => script.Number > current).OrderBy(script => script.Number))
        {
            await connection.ExecuteAsync(sql);
            await connection.ExecuteAsync(
                "INSERT INTO schema_migrations (number, name, applied_at) VALUES (@number, @name, @Now)", new { number, name, Now = time.Microseconds() });
            applied++;
        }

        return applied;
    }

    private IEnumerable<(int Number, string Name, string Sql)> Scripts()
    {
        var assembly = typeof(Migrations).Assembly;
        var folder = $"{typeof(Migrations).Namespace}.{database.Name}.Migrations.";
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var name = resource[folder.Length..^".sql".Length];
            yield return (int.Parse(name[..4], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
        }
    }
}
