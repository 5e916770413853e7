using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

/// <param name="Retention">How long events are kept; null for ever.</param>
/// <param name="CheckpointPath">The file that the last seal is written to every ten seconds; null for none.</param>
/// <param name="IsOff">True if the operator wants no checkpoints.</param>
internal sealed record AuditSettings(TimeSpan? Retention, string? CheckpointPath, bool IsOff)
{
    private const string Off = "none";
    private const string DefaultName = "audit-checkpoint.json";

    /// <exception cref="SettingException">A setting cannot be used; it is named by its environment variable.</exception>
    public static AuditSettings Read(IConfiguration configuration, InstallationSettings settings)
    {
        // Beside the key ring, which whoever writes the database cannot reach. AWS KMS has no such place.
        var path =
            configuration["Audit:CheckpointPath"] is { Length: > 0 } given ? given
            : settings.Kms is not null ? null
            : Path.Combine(Path.GetDirectoryName(settings.KeyRingPath) ?? "", DefaultName);
        var isOff = string.Equals(path, Off, StringComparison.OrdinalIgnoreCase);
        return new AuditSettings(
            configuration.ReadNumber("Audit:RetentionDays", 0, 0, 36_500) is > 0 and var days ? TimeSpan.FromDays(days) : null,
            isOff ? null : path,
            isOff
        );
    }
}
