using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Secrets.Domain;

namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Updates the schema with the numbered scripts that are embedded for each database. Applies the missing scripts in one transaction, which
/// only one process runs at a time, so that replicas may start together.
/// </summary>
internal sealed partial class Migrations(IDatabase database, IDatabaseServer server, TimeProvider time, ILogger<Migrations>? logger = null)
{
    /// <summary>The number of the first script. Earlier schemas were never released.</summary>
    private const int First = 8;

    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = logger ?? NullLogger<Migrations>.Instance;
    private string _step = "";

    /// <summary>The number of the last script of this program.</summary>
    public int Latest => Scripts().Max(script => script.Number);

    /// <summary>
    /// Migrates the database, and returns the schemas before and after. It has no time limit, and logs its progress.
    /// </summary>
    /// <exception cref="SettingException">The database has a newer schema.</exception>
    public async Task<(int From, int To)> ApplyAsync(CancellationToken cancellationToken)
    {
        await server.CheckAsync(cancellationToken);
        _step = "waiting for another process that starts or migrates the database";

        // Calls of SQLite are synchronous and would block this thread.
        var applying = Task.Run(() => database.ExclusiveAsync(ApplyAsync, cancellationToken, isLimited: false), cancellationToken);
        for (
            var waited = LogInterval;
            await Task.WhenAny(applying, Task.Delay(LogInterval, time, CancellationToken.None)) != applying;
            waited += LogInterval
        )
        {
            LogStillRunning(_logger, (int)waited.TotalSeconds, _step);
        }

        return await applying;
    }

    /// <summary>Returns the number of the database's schema, 0 for a database without one.</summary>
    public async Task<int> FindAsync(CancellationToken cancellationToken) =>
        !await server.HasMigrationsAsync(cancellationToken)
            ? 0
            : (await database.QueryAsync<int?>("SELECT max(number) FROM schema_migrations", new { }, cancellationToken))[0] ?? 0;

    /// <summary>Returns true if the next start of the service migrates the schema.</summary>
    public bool IsOlder(int schema) => schema >= First && schema < Latest;

    /// <summary>Returns why this program cannot use a schema and what to do, or null.</summary>
    public string? FindFault(int schema) =>
        schema switch
        {
            0 => "the database has no schema: starting the service creates it. "
                + "If a schema should exist, correct ConnectionStrings__Secrets.",
            < First => $"the database has schema {schema}, of a program before the first release. Export its secrets with that program, "
                + "and import them into a new database.",
            _ when schema < Latest => $"the database has schema {schema}, and this program is for {Latest}: "
                + "back up, then start the service or run `database migrate`.",
            _ when schema > Latest =>
                $"the database has schema {schema}, which is newer than this program's {Latest}: use the program of that version.",
            _ => null,
        };

    /// <exception cref="SettingException">The database does not exist or has another schema.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await server.CheckAsync(cancellationToken);
        if ((server.FindFault() ?? FindFault(await FindAsync(cancellationToken))) is { } fault)
        {
            throw new SettingException(ConnectionSettings.Setting, fault);
        }
    }

    private async Task<(int From, int To)> ApplyAsync(DbConnection connection)
    {
        await connection.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS schema_migrations (number integer PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)"
        );
        var current = await connection.ExecuteScalarAsync<int?>("SELECT max(number) FROM schema_migrations") ?? 0;
        var scripts = Scripts().ToList();
        if (current > Latest || current is > 0 and < First)
        {
            throw new SettingException(ConnectionSettings.Setting, FindFault(current)!);
        }

        foreach (var (number, name, sql) in scripts.Where(script => script.Number > current).OrderBy(script => script.Number))
        {
            _step = $"applying migration {name}";
            await connection.ExecuteAsync(sql, commandTimeout: 0);
            await connection.ExecuteAsync(
                "INSERT INTO schema_migrations (number, name, applied_at) VALUES (@number, @name, @Now)",
                new
                {
                    number,
                    name,
                    Now = time.Microseconds(),
                }
            );
        }

        return (current, Latest);
    }

    private IEnumerable<(int Number, string Name, string Sql)> Scripts()
    {
        var assembly = typeof(Migrations).Assembly;
        var folder = $"{typeof(Migrations).Namespace}.{server.Name}.Migrations.";
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var name = resource[folder.Length..^".sql".Length];
            yield return (int.Parse(name[..4], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Still {Step}, after {Seconds} seconds. There is no time limit.")]
    private static partial void LogStillRunning(ILogger logger, int seconds, string step);
}
