using MediatR;

namespace Secrets.Application.ApiKeys.GetCurrentApiKey;

/// <summary>Returns the key of the caller, and its owner.</summary>
public sealed record GetCurrentApiKeyQuery(Caller Caller) : IRequest<CurrentApiKey>;
