namespace Secrets.Api.Responses;

/// <summary>A secret without its value. The description is empty where there is none.</summary>
public sealed record SecretListEntry(string Name, string Description);
