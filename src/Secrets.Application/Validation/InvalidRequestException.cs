namespace Secrets.Application.Validation;

/// <summary>A request that cannot be carried out as submitted, with everything that is wrong with it.</summary>
public sealed class InvalidRequestException(IReadOnlyList<RequestFailure> failures) : Exception("The request is invalid.")
{
    public InvalidRequestException(RequestFailure failure)
        : this([failure])
    {
    }

    public IReadOnlyList<RequestFailure> Failures { get; } = failures;
}
