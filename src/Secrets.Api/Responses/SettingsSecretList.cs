namespace Secrets.Api.Responses;

/// <summary>The answer to GET /api/settings/secrets.</summary>
public sealed record SettingsSecretList(IReadOnlyList<SettingsSecret> Secrets);
