namespace Secrets.Application.Diagnosis;

/// <summary>The result of examining one thing.</summary>
/// <param name="What">The thing that was examined.</param>
/// <param name="Text">The state of the thing. For a fault also what to do.</param>
public sealed record Finding(string What, bool IsFault, string Text);
