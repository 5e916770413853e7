namespace Secrets.Application.Secrets;

/// <summary>The states of a secret that a change accepts, as <c>If-Match</c> gives them.</summary>
/// <param name="Accepted">Null for any, as long as the secret exists.</param>
public sealed record Precondition(IReadOnlyList<SecretTag>? Accepted)
{
    /// <exception cref="PreconditionFailedException">The secret is in none of the accepted states.</exception>
    public void Check(StoredSecret secret)
    {
        if (Accepted is not null && !Accepted.Any(tag => tag.Matches(secret)))
        {
            throw new PreconditionFailedException();
        }
    }
}

/// <summary>A state of a secret: its version and, where the name and description count as well, its revision.</summary>
public readonly record struct SecretTag(long Version, long? Revision)
{
    public bool Matches(StoredSecret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return Version == secret.Version && (Revision is null || Revision == secret.Revision);
    }
}

/// <summary>The secret is not in a state that the change accepts. Nothing was changed.</summary>
public sealed class PreconditionFailedException() : Exception("The secret has changed.");
