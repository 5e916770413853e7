namespace Secrets.Api.Errors;

/// <summary>A feature of a request whose body could not be read: the status of the response.</summary>
internal sealed record UnreadBody(int Status);
