namespace Secrets.Api.Responses;

/// <summary>The resource that was not found: <c>{"error":"…"}</c>.</summary>
public sealed record ErrorResponse(string Error);
