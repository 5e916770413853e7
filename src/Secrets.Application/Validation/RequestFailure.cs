namespace Secrets.Application.Validation;

/// <summary>
/// One thing that is wrong with a request, in the terms of pydantic 2: <paramref name="Location"/> is a path of
/// names (string) and positions (long) such as <c>body</c>, <c>name</c>. It never holds what was submitted.
/// </summary>
public sealed record RequestFailure(IReadOnlyList<object> Location, string Message, string Type);
