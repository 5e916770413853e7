using System.CommandLine;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary><c>database migrate</c>.</summary>
internal static class DatabaseMigrateCommand
{
    public static Command Create()
    {
        var command = new Command(
            "migrate",
            """
            Migrate the schema of the database to that of this program, as the service does when it starts. Other commands never migrate.
            Back up the database and stop all services first: a service of an older program is not ready with a newer schema, and cannot
            start with it.

            Example:
              secrets database migrate
            """
        );
        command.SetAction(
            async (_, cancellationToken) =>
            {
                await using var services = CommandSettings.ReadInstallation().AddTo(new ServiceCollection()).BuildServiceProvider();
                var (from, to) = await services.MigrateDatabaseAsync(cancellationToken);
                return Output.Result(from == to ? $"The schema is already {to}." : $"Migrated the schema from {from} to {to}.");
            }
        );
        return command;
    }
}
