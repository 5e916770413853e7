using System.CommandLine;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary><c>database migrate</c>.</summary>
internal static class DatabaseCommands
{
    public static Command Create() => new("database", "The database and its schema.") { MigrateCommand() };

    private static Command MigrateCommand()
    {
        var command = new Command(
            "migrate",
            """
            Bring the schema of a database up to date, as the start of the service does. Back up and stop all services first: a service of an
            older version is not ready beside a newer schema and cannot start with it. No other command migrates.

            Example:
              database migrate
            """
        );
        command.SetAction(
            async (_, cancellationToken) =>
            {
                await using var services = CommandLine.ReadSettings().AddTo(new ServiceCollection()).BuildServiceProvider();
                var (from, to) = await services.MigrateDatabaseAsync(cancellationToken);
                await Console.Out.WriteLineAsync(from == to ? $"The schema is {to} already." : $"Migrated the schema from {from} to {to}.");
                return ExitCodes.Done;
            }
        );
        return command;
    }
}
