namespace Secrets.Application;

/// <summary>The caller's key does not allow what was asked for, whether or not it exists.</summary>
public sealed class ForbiddenException() : Exception("The key does not allow this.");
