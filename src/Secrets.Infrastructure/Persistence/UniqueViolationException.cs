namespace Secrets.Infrastructure.Persistence;

/// <summary>A unique index refused a write.</summary>
internal sealed class UniqueViolationException(Exception cause) : Exception("A unique index holds the value already.", cause);
