using System.Globalization;

namespace Secrets.Api.Cli;

/// <summary>Formats values for columns.</summary>
internal static class Cell
{
    public static string Of(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "-";

    /// <param name="id">The API key of a change; zeros for the command line.</param>
    public static string OfApiKey(Guid id) => id == Guid.Empty ? "command line" : $"{id}";
}
