using MediatR;

namespace Secrets.Application.ApiKeys.RevokeApiKey;

/// <summary>Ends a key for good. Returns false if the key does not exist, and true if it is revoked already.</summary>
public sealed record RevokeApiKeyCommand(Caller Caller, string? Owner, Guid Id) : IRequest<bool>;
