namespace Secrets.Infrastructure.Persistence;

/// <summary>A write that a unique index refused.</summary>
internal sealed class UniqueViolationException(Exception cause) : Exception("A unique index already has the value.", cause);
