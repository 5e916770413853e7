namespace Secrets.Api.Responses;

/// <summary>The response to GET /api/settings/secrets.</summary>
public sealed record SettingsSecretList(IReadOnlyList<SettingsSecret> Secrets);
