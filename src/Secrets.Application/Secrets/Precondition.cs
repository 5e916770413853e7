using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>The conditions of a change: the states in which the secret must be, and in which it must not be. Null is no condition.</summary>
public sealed record Precondition(SecretStates? Match, SecretStates? NoneMatch)
{
    /// <param name="secret">Null if there is no such secret.</param>
    /// <exception cref="PreconditionFailedException">A condition is not met.</exception>
    public void Check(Secret? secret)
    {
        if (Match?.Include(secret) is false || NoneMatch?.Include(secret) is true)
        {
            throw new PreconditionFailedException();
        }
    }
}
