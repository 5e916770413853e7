using MediatR;

namespace Secrets.Application.Secrets.ExportSecrets;

/// <summary>Returns a page of secrets with their values, in creation order.</summary>
/// <param name="After">The id of the last secret of the previous page; <see cref="Guid.Empty"/> for the first page.</param>
public sealed record ExportSecretsQuery(Caller Caller, Guid After) : IRequest<IReadOnlyList<ExportedSecret>>;
