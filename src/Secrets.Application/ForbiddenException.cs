namespace Secrets.Application;

/// <summary>A request that the caller's API key does not allow, even if its target does not exist.</summary>
public sealed class ForbiddenException() : Exception("The key does not allow this.");
