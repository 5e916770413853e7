using MediatR;

namespace Secrets.Application.Secrets.DeleteSecret;

/// <summary>Deletes a secret. It can be restored until its retention ends. Returns false if it does not exist.</summary>
public sealed record DeleteSecretCommand(Caller Caller, string Name, Precondition? Precondition) : IRequest<bool>;
