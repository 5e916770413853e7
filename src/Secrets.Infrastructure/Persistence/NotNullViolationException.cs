namespace Secrets.Infrastructure.Persistence;

/// <summary>A column that holds a value in every row refused a write without one.</summary>
internal sealed class NotNullViolationException(Exception cause) : Exception("A column refused null.", cause);
