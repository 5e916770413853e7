using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.GetSecret;

/// <summary>Returns a secret without its value, or null if it does not exist.</summary>
public sealed record GetSecretQuery(Caller Caller, string Name) : IRequest<Secret?>;
