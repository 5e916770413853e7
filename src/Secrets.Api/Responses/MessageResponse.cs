namespace Secrets.Api.Responses;

/// <summary>What was done, or why it was not: <c>{"message":"…"}</c>.</summary>
public sealed record MessageResponse(string Message);
