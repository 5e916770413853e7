namespace Secrets.Api.Contracts;

/// <summary>A secret without its value, in the agent server's dialect.</summary>
public sealed record SettingsSecret(string Name, string? Description);

/// <summary>The answer to GET /api/settings/secrets.</summary>
public sealed record SettingsSecretList(IReadOnlyList<SettingsSecret> Secrets);

/// <summary>The answer to DELETE /api/settings/secrets/{name}.</summary>
public sealed record DeletedResponse(bool Deleted);
