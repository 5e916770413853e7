namespace Secrets.Api.Responses;

/// <summary>The response to GET /api/secret-metadata.</summary>
public sealed record SecretMetadataList(IReadOnlyList<SecretMetadataResponse> Secrets);
