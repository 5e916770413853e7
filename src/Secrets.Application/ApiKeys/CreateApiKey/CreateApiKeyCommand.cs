using MediatR;
using Secrets.Application.Validation;

namespace Secrets.Application.ApiKeys.CreateApiKey;

/// <summary>Mints a key for the caller's owner or, where the caller may name it, another, which is made if it does not exist.</summary>
/// <param name="ExpiresAt">A date and time with its offset, RFC 3339.</param>
public sealed record CreateApiKeyCommand(
    Caller Caller,
    Submitted<string> Name,
    Submitted<IReadOnlyList<Submitted<string>>> Scopes,
    Submitted<string> ExpiresAt,
    Submitted<string> Owner
) : IRequest<CreatedApiKey>, IStrictCommand
{
    public UnknownFields UnknownFields { get; init; } = UnknownFields.None;
}
