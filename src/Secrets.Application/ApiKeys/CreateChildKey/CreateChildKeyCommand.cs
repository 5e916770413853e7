using MediatR;
using Secrets.Application.Validation;

namespace Secrets.Application.ApiKeys.CreateChildKey;

/// <summary>Creates a child of the caller's key. Absent scopes and restrictions are the caller's.</summary>
/// <param name="ExpiresIn">Seconds. The child ends with its parent at the latest.</param>
/// <param name="MaxUses">The number of values that can be revealed with the child; absent for any number.</param>
public sealed record CreateChildKeyCommand(
    Caller Caller,
    Submitted<string> Name,
    SubmittedNumber ExpiresIn,
    Submitted<IReadOnlyList<Submitted<string>>> Scopes,
    SubmittedRestrictions Restrictions,
    SubmittedNumber MaxUses
) : IRequest<CreatedApiKey>, IStrictCommand
{
    public UnknownFields UnknownFields { get; init; } = UnknownFields.None;
}
