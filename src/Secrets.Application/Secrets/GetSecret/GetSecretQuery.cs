using MediatR;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.GetSecret;

/// <summary>A secret without its value; null if there is none of that name.</summary>
public sealed record GetSecretQuery(Caller Caller, string Name) : IRequest<Secret?>;
