namespace Secrets.Api.Responses;

/// <summary>Any other failure: <c>{"detail":"…"}</c>.</summary>
public sealed record DetailResponse(string Detail);
