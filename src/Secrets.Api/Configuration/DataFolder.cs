using System.Data.Common;

namespace Secrets.Api.Configuration;

/// <summary>The folder of the database and the key ring if their own settings are empty.</summary>
internal sealed record DataFolder(string Path)
{
    private const string Setting = "Storage:Folder";
    private const string Argument = "--data-folder";

    public string KeyRingPath => System.IO.Path.Combine(Path, "keyring.json");

    public string SqliteConnectionString =>
        new DbConnectionStringBuilder { ["Data Source"] = System.IO.Path.Combine(Path, "secrets.db") }.ConnectionString;

    public static DataFolder Read(IConfiguration configuration) =>
        new(configuration[Setting] is { Length: > 0 } path ? path : "data");

    /// <summary>
    /// Removes the arguments that <c>dotnet run</c> puts first: the data folder of the checkout, which does not depend on the folder that
    /// the command is run in.
    /// </summary>
    public static string[] TakeFrom(string[] args)
    {
        if (args is not [Argument, var folder, .. var rest])
        {
            return args;
        }

        var variable = Setting.Replace(":", "__", StringComparison.Ordinal);
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
        {
            Environment.SetEnvironmentVariable(variable, folder);
        }

        return rest;
    }
}
