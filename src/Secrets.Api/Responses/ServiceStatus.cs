namespace Secrets.Api.Responses;

/// <summary>The service at the address of the settings.</summary>
/// <param name="Fault">Why it is not ready; null if it is.</param>
public sealed record ServiceStatus(string? Url, string? Fault);
