namespace Secrets.Api.Responses;

/// <summary>A likely mistake in an entry of an imported file.</summary>
/// <param name="Line">The line of the entry.</param>
/// <param name="Type">The token that the header <c>Secrets-Warning</c> has for single secrets.</param>
public sealed record ImportWarningResponse(int Line, string Name, string Type, string Message);
