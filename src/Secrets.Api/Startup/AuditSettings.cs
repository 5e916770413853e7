using Secrets.Infrastructure;

namespace Secrets.Api.Startup;

/// <param name="Retention">How long events are kept; null for ever.</param>
/// <param name="CheckpointPath">Where the last seal is written now and then, for safekeeping; null for nowhere.</param>
internal sealed record AuditSettings(TimeSpan? Retention, string? CheckpointPath)
{
    /// <exception cref="SettingException">A setting cannot be used; it is named by its environment variable.</exception>
    public static AuditSettings Read(IConfiguration configuration) => new(
        configuration.ReadNumber("Audit:RetentionDays", 0, 0, 36_500) is > 0 and var days ? TimeSpan.FromDays(days) : null,
        configuration["Audit:CheckpointPath"] is { Length: > 0 } path ? path : null);
}
