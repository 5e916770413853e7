using MediatR;

namespace Secrets.Application.Secrets.ExportSecrets;

/// <summary>A page of secrets with their values, in creation order.</summary>
/// <param name="After">The id of the last one that the caller has; <see cref="Guid.Empty"/> to begin.</param>
public sealed record ExportSecretsQuery(Caller Caller, Guid After) : IRequest<IReadOnlyList<ExportedSecret>>;
