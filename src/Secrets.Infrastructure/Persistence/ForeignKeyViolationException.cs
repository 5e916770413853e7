namespace Secrets.Infrastructure.Persistence;

/// <summary>A foreign key refused a write: it refers to a row that does not exist, or deletes one that is referred to.</summary>
internal sealed class ForeignKeyViolationException(Exception cause) : Exception("A foreign key refused the write.", cause);
