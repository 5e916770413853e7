using MediatR;
using Secrets.Application.Validation;

namespace Secrets.Application.ApiKeys.RotateApiKey;

/// <summary>Creates a successor with the same name, scopes and lifetime, and ends the key after an overlap.</summary>
/// <param name="OverlapSeconds">0 to 7 days; 24 hours if absent.</param>
public sealed record RotateApiKeyCommand(Caller Caller, string? Owner, Guid Id, SubmittedNumber OverlapSeconds)
    : IRequest<RotateApiKeyOutcome>,
        IStrictCommand
{
    public UnknownFields UnknownFields { get; init; } = UnknownFields.None;
}
