namespace Secrets.Application.Validation;

/// <summary>A request that cannot be carried out as submitted.</summary>
/// <param name="failures">What is wrong with it; all of that, unless it is too much to list.</param>
/// <param name="count">How many failures there are, the ones that are not listed included.</param>
public sealed class InvalidRequestException(IReadOnlyList<RequestFailure> failures, int count) : Exception("The request is invalid.")
{
    public InvalidRequestException(IReadOnlyList<RequestFailure> failures)
        : this(failures, failures.Count) { }

    public InvalidRequestException(RequestFailure failure)
        : this([failure]) { }

    public IReadOnlyList<RequestFailure> Failures { get; } = failures;

    public int Count { get; } = count;
}
