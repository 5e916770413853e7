using Npgsql;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>The lines that back up and restore a database with the tools of Postgres. They contain no password.</summary>
public static class PostgresTools
{
    public static string BackupLine(string connectionString)
    {
        var settings = PostgresConnectionString.Read(connectionString, hasPooler: false);
        return $"pg_dump {Address(settings)} --username={Quote(User(settings))} --format=custom --file=FILE {Quote(Database(settings))}";
    }

    public static string RestoreLines(string connectionString)
    {
        var settings = PostgresConnectionString.Read(connectionString, hasPooler: false);
        var user = Quote(User(settings));
        var database = Quote($"{Database(settings)}_restored");
        return $"createdb {Address(settings)} --username=ADMINISTRATOR --owner={user} {database}; "
            + $"pg_restore {Address(settings)} --username={user} --exit-on-error --no-owner --dbname={database} FILE";
    }

    private static string Address(NpgsqlConnectionStringBuilder settings) =>
        $"--host={Quote(settings.Host ?? "localhost")}{(settings.Port == NpgsqlConnection.DefaultPort ? "" : $" --port={settings.Port}")}";

    private static string User(NpgsqlConnectionStringBuilder settings) => settings.Username ?? "secrets";

    private static string Database(NpgsqlConnectionStringBuilder settings) => settings.Database ?? User(settings);

    private static string Quote(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || "_-.,:/".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
