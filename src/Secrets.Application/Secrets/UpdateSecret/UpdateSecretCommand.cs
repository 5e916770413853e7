using MediatR;
using Secrets.Application.Validation;

namespace Secrets.Application.Secrets.UpdateSecret;

/// <summary>Gives the secret <paramref name="CurrentName"/> a name and a description; its value stays.</summary>
public sealed record UpdateSecretCommand(
    Caller Caller,
    string CurrentName,
    Submitted<string> Name,
    Submitted<string> Description) : IRequest<UpdateSecretOutcome>;

public enum UpdateSecretOutcome
{
    Updated,
    NotFound,
    NameTaken,
}
