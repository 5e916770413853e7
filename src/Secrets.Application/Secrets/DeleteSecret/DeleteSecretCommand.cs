using MediatR;

namespace Secrets.Application.Secrets.DeleteSecret;

/// <summary>Deletes a secret, which can be restored for a while. Responses false where there is no such secret.</summary>
public sealed record DeleteSecretCommand(Caller Caller, string Name, Precondition? Precondition) : IRequest<bool>;
