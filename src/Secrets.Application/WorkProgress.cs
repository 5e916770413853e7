namespace Secrets.Application;

/// <summary>The progress of a long task.</summary>
/// <param name="Total">Null if it is not known.</param>
public readonly record struct WorkProgress(long Done, long? Total);
