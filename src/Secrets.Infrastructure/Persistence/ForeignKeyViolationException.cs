namespace Secrets.Infrastructure.Persistence;

/// <summary>A foreign key refused a write: the row that it refers to does not exist, or is still referred to.</summary>
internal sealed class ForeignKeyViolationException(Exception cause) : Exception("A foreign key refused the write.", cause);
