namespace Secrets.Api.Responses;

/// <summary>A secret without its value, in the agent server's dialect.</summary>
public sealed record SettingsSecret(string Name, string? Description);
