using MediatR;

namespace Secrets.Application.Secrets.DeleteSecret;

/// <summary>Answers false where there is no such secret.</summary>
public sealed record DeleteSecretCommand(Caller Caller, string Name) : IRequest<bool>;
