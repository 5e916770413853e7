namespace Secrets.Api.Responses;

/// <summary>The response to DELETE /api/settings/secrets/{name}.</summary>
public sealed record DeletedResponse(bool Deleted);
