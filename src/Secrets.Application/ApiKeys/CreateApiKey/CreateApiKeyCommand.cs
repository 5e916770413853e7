using MediatR;
using Secrets.Application.Validation;

namespace Secrets.Application.ApiKeys.CreateApiKey;

/// <summary>
/// Creates a key for the caller's owner, or for another that it names and may name. An owner that does not exist is created.
/// </summary>
/// <param name="ExpiresAt">A date and time with its offset, RFC 3339.</param>
public sealed record CreateApiKeyCommand(
    Caller Caller,
    Submitted<string> Name,
    Submitted<IReadOnlyList<Submitted<string>>> Scopes,
    SubmittedRestrictions Restrictions,
    Submitted<string> ExpiresAt,
    Submitted<string> Owner
) : IRequest<CreatedApiKey>, IStrictCommand
{
    public UnknownFields UnknownFields { get; init; } = UnknownFields.None;
}
