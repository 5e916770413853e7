using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>The conditions of a change.</summary>
/// <param name="Match">The states in which the secret must be; null for no condition.</param>
/// <param name="NoneMatch">The states in which the secret must not be; null for no condition.</param>
public sealed record Precondition(SecretStates? Match, SecretStates? NoneMatch)
{
    /// <param name="secret">Null if the secret does not exist.</param>
    /// <exception cref="PreconditionFailedException">A condition is not met.</exception>
    public void Check(Secret? secret)
    {
        if (Match?.Include(secret) is false || NoneMatch?.Include(secret) is true)
        {
            throw new PreconditionFailedException();
        }
    }
}
