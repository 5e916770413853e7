using MediatR;

namespace Secrets.Application.ApiKeys.RevokeApiKey;

/// <summary>Ends a key for good. Responses false where there is no such key; one that is revoked already stays so.</summary>
public sealed record RevokeApiKeyCommand(Caller Caller, string? Owner, Guid Id) : IRequest<bool>;
