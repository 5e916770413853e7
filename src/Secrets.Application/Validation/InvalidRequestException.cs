namespace Secrets.Application.Validation;

/// <summary>A request that is not valid.</summary>
/// <param name="failures">The failures; only the first ones if there are too many.</param>
/// <param name="count">The number of all failures.</param>
public sealed class InvalidRequestException(IReadOnlyList<RequestFailure> failures, int count) : Exception("The request is invalid.")
{
    public InvalidRequestException(IReadOnlyList<RequestFailure> failures)
        : this(failures, failures.Count) { }

    public InvalidRequestException(RequestFailure failure)
        : this([failure]) { }

    public IReadOnlyList<RequestFailure> Failures { get; } = failures;

    public int Count { get; } = count;
}
