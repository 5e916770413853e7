namespace Secrets.Domain.Audit;

/// <summary>The stages in the life of a secret.</summary>
public enum SecretLife
{
    Current,
    Deleted,
    Destroyed,
}
