namespace Secrets.Application;

/// <summary>The progress of a long task.</summary>
public readonly record struct WorkProgress(long Done, long Total);
