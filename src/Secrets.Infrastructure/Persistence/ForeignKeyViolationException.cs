namespace Secrets.Infrastructure.Persistence;

/// <summary>A write that a foreign key refused: the referenced row does not exist, or other rows still reference it.</summary>
internal sealed class ForeignKeyViolationException(Exception cause) : Exception("A foreign key refused the write.", cause);
