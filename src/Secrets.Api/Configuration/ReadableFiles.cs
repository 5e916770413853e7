using System.Data.Common;
using Secrets.Api.Certificates;
using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

/// <summary>Finds files with keys or passwords that every user of the machine can read.</summary>
internal static class ReadableFiles
{
    public static IEnumerable<string> Find(InstallationSettings settings, ServerCertificates certificates)
    {
        (string Setting, string? Path)[] files =
        [
            ("Encryption__KeyRingPath", settings.Kms is null ? settings.KeyRingPath : null),
            ("ConnectionStrings__Secrets", PassFile(settings)),
            .. certificates.Files.Select(file => ("Kestrel", file.KeyPath ?? file.Path)),
        ];
        return files
            .Where(file => file.Path is not null && IsReadableByAll(file.Path))
            .Select(file => $"{file.Setting}: every user can read '{file.Path}'. Restrict it: chmod o= '{file.Path}'");
    }

    private static bool IsReadableByAll(string path) =>
        !OperatingSystem.IsWindows()
        && File.Exists(path)
        && File.GetUnixFileMode(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).HasFlag(UnixFileMode.OtherRead);

    private static string? PassFile(InstallationSettings settings)
    {
        if (settings.Provider != StorageProvider.Postgres)
        {
            return null;
        }

        try
        {
            var connection = new DbConnectionStringBuilder { ConnectionString = settings.ConnectionString };
            return connection.TryGetValue("Passfile", out var path) ? $"{path}" : Environment.GetEnvironmentVariable("PGPASSFILE");
        }
        catch (ArgumentException)
        {
            // Reported when the database is opened.
            return null;
        }
    }
}
