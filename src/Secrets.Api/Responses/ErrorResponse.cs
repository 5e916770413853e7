namespace Secrets.Api.Responses;

/// <summary>What was not found: <c>{"error":"…"}</c>.</summary>
public sealed record ErrorResponse(string Error);
