using MediatR;

namespace Secrets.Application.Secrets.RevealSecret;

/// <summary>Reveals the value of a secret, or returns null if the secret or version does not exist.</summary>
/// <param name="Version">Null for the current version.</param>
/// <param name="NoneMatch">States of the value that the client already has. A value in one of these states is not revealed.</param>
public sealed record RevealSecretQuery(Caller Caller, string Name, long? Version = null, SecretStates? NoneMatch = null)
    : IRequest<RevealedSecret?>;
