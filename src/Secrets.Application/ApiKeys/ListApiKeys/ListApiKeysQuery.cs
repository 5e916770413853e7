using MediatR;
using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys.ListApiKeys;

/// <summary>
/// Lists the keys of the caller's owner, or of another that it names and may name, in creation order. Null if no owner has that name.
/// </summary>
public sealed record ListApiKeysQuery(Caller Caller, string? Owner) : IRequest<IReadOnlyList<ApiKey>?>;
