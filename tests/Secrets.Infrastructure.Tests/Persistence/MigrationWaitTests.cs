using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Secrets.Application;
using Secrets.Infrastructure.Persistence;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Persistence;

/// <summary>Tests starts that wait or migrate for long. Ten seconds of the migrations take 50 milliseconds here.</summary>
public sealed class MigrationWaitTests
{
    [Theory]
    [OnBothDatabases]
    public async Task A_start_waits_for_another_process_and_logs_it(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using (await TestInstallation.OpenAsync(database)) { }

        var log = new Lines();
        await using var other = await database.ConnectAsync();
        await other.ExecuteAsync(provider == StorageProvider.Postgres ? "SELECT pg_advisory_lock(1668481025)" : "BEGIN IMMEDIATE");
        var start = OpenAsync(
            database,
            database.ConnectionString + (provider == StorageProvider.Postgres ? ";Command Timeout=1" : ""),
            log
        );
        await log.WaitForAsync("Still waiting for another process that starts or migrates the database, after 500 seconds");
        await other.ExecuteAsync(provider == StorageProvider.Postgres ? "SELECT pg_advisory_unlock(1668481025)" : "COMMIT");

        await (await start).DisposeAsync();
    }

    [Fact]
    public async Task A_migration_has_no_time_limit_and_logs_that_it_is_still_running()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Postgres);
        await database.ExecuteAsync(
            """
            CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3); END $$;
            CREATE EVENT TRIGGER slow ON ddl_command_start WHEN TAG IN ('CREATE SEQUENCE') EXECUTE FUNCTION slow();
            """
        );
        var log = new Lines();

        await using var services = await OpenAsync(
            database,
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { CommandTimeout = 1 }.ToString(),
            log
        );

        Assert.Contains(log, line => line.StartsWith("Still applying migration 0", StringComparison.Ordinal));
    }

    private static async Task<ServiceProvider> OpenAsync(TestDatabase database, string connectionString, ILogger<Migrations> log)
    {
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(new FastTimers())
            .AddSingleton(log)
            .AddApplication()
            .AddInfrastructure(database.Provider, connectionString, database.KeyRingPath)
            .BuildServiceProvider();
        await services.OpenInstallationAsync(CancellationToken.None);
        return services;
    }

    private sealed class FastTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime / 200, period);
    }

    private sealed class Lines : ConcurrentQueue<string>, ILogger<Migrations>
    {
        private event Action<string>? Logged;

        public Task WaitForAsync(string text)
        {
            var logged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Logged += line =>
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    logged.TrySetResult();
                }
            };
            return logged.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            Enqueue(formatter(state, exception));
            Logged?.Invoke(formatter(state, exception));
        }
    }
}
