namespace Secrets.Api.Responses;

/// <summary>The answer to GET /api/deleted-secrets.</summary>
public sealed record DeletedSecretList(IReadOnlyList<DeletedSecretResponse> DeletedSecrets);
