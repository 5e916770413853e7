using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

/// <summary>The settings of the audit log.</summary>
/// <param name="Retention">How long events are kept; null to keep them forever.</param>
/// <param name="CheckpointPath">The file for the checkpoint, written every ten seconds; null if no checkpoint is kept.</param>
/// <param name="IsOff">True if the operator turned checkpoints off.</param>
internal sealed record AuditSettings(TimeSpan? Retention, string? CheckpointPath, bool IsOff)
{
    private const string Off = "none";
    private const string DefaultName = "audit-checkpoint.json";

    /// <exception cref="SettingException">A setting cannot be used; it is named by its environment variable.</exception>
    public static AuditSettings Read(IConfiguration configuration, InstallationSettings settings)
    {
        // The folder of the key ring is out of reach of those who can write to the database. With AWS KMS, no such folder is known.
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
