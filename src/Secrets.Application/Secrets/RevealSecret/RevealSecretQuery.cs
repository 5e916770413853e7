using MediatR;

namespace Secrets.Application.Secrets.RevealSecret;

/// <summary>Reveals the value of a secret, or returns null if the secret or version does not exist.</summary>
/// <param name="Version">Null for the current version.</param>
/// <param name="NoneMatch">States of the value that the client already has. A value in one of these states is not revealed.</param>
/// <param name="SendsValue">False if the response has everything except the value, as for HEAD.</param>
public sealed record RevealSecretQuery(
    Caller Caller,
    string Name,
    long? Version = null,
    SecretStates? NoneMatch = null,
    bool SendsValue = true
) : IRequest<RevealedSecret?>;
