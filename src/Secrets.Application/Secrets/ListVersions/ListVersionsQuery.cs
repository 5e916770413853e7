using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ListVersions;

/// <summary>Returns the kept versions of a secret, newest first; an empty list if the secret does not exist.</summary>
public sealed record ListVersionsQuery(Caller Caller, string Name) : IRequest<IReadOnlyList<SecretVersion>>;
