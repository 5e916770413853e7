namespace Secrets.Api.Responses;

/// <summary>The result of a change, or the reason why it was refused: <c>{"message":"…"}</c>.</summary>
public sealed record MessageResponse(string Message);
