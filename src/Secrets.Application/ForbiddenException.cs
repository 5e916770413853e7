namespace Secrets.Application;

/// <summary>A request that the caller's API key does not allow, even if its target does not exist.</summary>
/// <param name="detail">Tells the client the reason; null if it may not know more.</param>
public sealed class ForbiddenException(string? detail = null) : Exception(detail ?? "The key does not allow this.")
{
    public string? Detail { get; } = detail;
}
