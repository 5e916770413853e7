using MediatR;
using Secrets.Application.Validation;

namespace Secrets.Application.ApiKeys.RotateApiKey;

/// <summary>
/// Mints a successor with the same name, scopes and lifetime, and lets the old key live for an overlap.
/// </summary>
/// <param name="OverlapSeconds">0 to 7 days; 24 hours where absent.</param>
public sealed record RotateApiKeyCommand(Caller Caller, string? Owner, Guid Id, SubmittedNumber OverlapSeconds)
    : IRequest<RotateApiKeyOutcome>,
        IStrictCommand
{
    public UnknownFields UnknownFields { get; init; } = UnknownFields.None;
}

/// <param name="Created">Null where there is no such key, or it is no longer active.</param>
public sealed record RotateApiKeyOutcome(CreatedApiKey? Created);
