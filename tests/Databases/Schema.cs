using System.Globalization;

namespace Secrets.Tests.Databases;

/// <summary>The schema of this program.</summary>
internal static class Schema
{
    /// <summary>The number of the last migration.</summary>
    public static int Latest { get; } =
        Directory
            .GetFiles(Path.Combine(Repository.Root, "src/Secrets.Infrastructure/Persistence/Sqlite/Migrations"))
            .Max(file => int.Parse(Path.GetFileName(file).AsSpan(0, 4), CultureInfo.InvariantCulture));
}
