namespace Secrets.Api.Responses;

/// <summary>A failure of a request.</summary>
/// <param name="Loc">The location: names (string) and positions (long), such as body, name.</param>
public sealed record ValidationEntry(IReadOnlyList<object> Loc, string Msg, string Type);
