using MediatR;

namespace Secrets.Application.Secrets.DestroyDeletedSecret;

/// <summary>Destroys a deleted secret with all its versions for good. Returns false if it does not exist.</summary>
public sealed record DestroyDeletedSecretCommand(Caller Caller, Guid Id) : IRequest<bool>;
