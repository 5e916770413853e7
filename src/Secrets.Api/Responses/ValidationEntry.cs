namespace Secrets.Api.Responses;

/// <summary>One thing wrong with a request.</summary>
/// <param name="Loc">Where: names (string) and positions (long), such as body, name.</param>
public sealed record ValidationEntry(IReadOnlyList<object> Loc, string Msg, string Type);
