namespace Secrets.Api.Responses;

/// <summary>A secret without its value. The description is empty if the secret has none.</summary>
public sealed record SecretListEntry(string Name, string Description);
