namespace Secrets.Api.Responses;

/// <summary>The response to GET /api/secrets, <c>GETCustomSecrets</c> in the contract.</summary>
public sealed record SecretList(IReadOnlyList<SecretListEntry> CustomSecrets);
