namespace Secrets.Application.Diagnosis;

/// <summary>Looks at everything that the service needs, without changing what is stored.</summary>
public interface IDiagnosis
{
    /// <summary>Findings in the order in which things depend on each other; it ends at a fault that nothing after it would survive.</summary>
    /// <param name="sample">How many values to decrypt, at random; null for all current ones.</param>
    IAsyncEnumerable<Finding> ExamineAsync(int? sample, CancellationToken cancellationToken);
}

/// <param name="What">What was looked at.</param>
/// <param name="Text">What was found and, of a fault, what to do.</param>
public sealed record Finding(string What, bool IsFault, string Text);
