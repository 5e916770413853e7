namespace Secrets.Api.Responses;

/// <summary>The answer to DELETE /api/settings/secrets/{name}.</summary>
public sealed record DeletedResponse(bool Deleted);
