using MediatR;

namespace Secrets.Application.Secrets.ListSecrets;

/// <summary>All secrets of the caller's owner, in creation order.</summary>
public sealed record ListSecretsQuery(Caller Caller) : IRequest<IReadOnlyList<SecretSummary>>;
