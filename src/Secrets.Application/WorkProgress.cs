namespace Secrets.Application;

/// <summary>How far a long piece of work is.</summary>
public readonly record struct WorkProgress(long Done, long Total);
