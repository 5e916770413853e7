using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ListVersions;

/// <summary>The versions that are kept of a secret, the current one first; none if there is no such secret.</summary>
public sealed record ListVersionsQuery(Caller Caller, string Name) : IRequest<IReadOnlyList<SecretVersion>>;
