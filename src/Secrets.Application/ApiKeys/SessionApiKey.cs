namespace Secrets.Application.ApiKeys;

/// <summary>
/// The key that the operator sets in <c>SESSION_API_KEY</c>: every scope of the owner <c>default</c>, for as long as
/// the setting holds it. It is not stored.
/// </summary>
public sealed class SessionApiKey(string? token)
{
    public const int MinLength = 16;

    /// <summary>Nothing longer is taken from a request either.</summary>
    public const int MaxLength = 1024;

    public string? Token { get; } = token;

    public override string ToString() => "[redacted]";
}
