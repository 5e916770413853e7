namespace Secrets.Api.Responses;

/// <summary>The response to GET /api/deleted-secrets.</summary>
public sealed record DeletedSecretList(IReadOnlyList<DeletedSecretResponse> DeletedSecrets);
