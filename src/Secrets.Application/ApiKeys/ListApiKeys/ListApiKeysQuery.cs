using MediatR;

namespace Secrets.Application.ApiKeys.ListApiKeys;

/// <summary>The keys of the caller's owner, or of the one that it names and may name, in creation order. Null where there is no such owner.</summary>
public sealed record ListApiKeysQuery(Caller Caller, string? Owner) : IRequest<IReadOnlyList<StoredApiKey>?>;
