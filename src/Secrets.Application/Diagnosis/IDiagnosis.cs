namespace Secrets.Application.Diagnosis;

/// <summary>Examines everything that the service needs, without changing what is stored.</summary>
public interface IDiagnosis
{
    /// <summary>Returns findings, those first that others depend on. It ends at a fault that makes the rest pointless.</summary>
    /// <param name="sample">The number of values to decrypt, picked at random; null for all.</param>
    /// <param name="progress">Takes the number of values that are decrypted.</param>
    IAsyncEnumerable<Finding> ExamineAsync(int? sample, IProgress<WorkProgress> progress, CancellationToken cancellationToken);
}
