namespace Secrets.Application.Secrets;

/// <summary>An entry of a list of secrets.</summary>
public sealed record SecretSummary(Guid Id, string Name, string? Description);
