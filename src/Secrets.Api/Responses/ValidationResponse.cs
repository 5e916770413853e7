namespace Secrets.Api.Responses;

/// <summary>Everything wrong with a request, <c>HTTPValidationError</c> in the contract.</summary>
public sealed record ValidationResponse(IReadOnlyList<ValidationEntry> Detail)
{
    /// <summary>More failures are counted in a last entry.</summary>
    public const int MaxEntries = 100;
}
