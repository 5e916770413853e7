namespace Secrets.Application;

/// <summary>How far a long piece of work is.</summary>
public readonly record struct WorkDone(long Done, long Total);
