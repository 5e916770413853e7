namespace Secrets.Api.Responses;

/// <summary>All failures of a request, <c>HTTPValidationError</c> in the contract.</summary>
public sealed record ValidationResponse(IReadOnlyList<ValidationEntry> Detail)
{
    /// <summary>The maximum number of entries. A last one counts further failures.</summary>
    public const int MaxEntries = 100;
}
