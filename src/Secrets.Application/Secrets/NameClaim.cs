namespace Secrets.Application.Secrets;

/// <summary>The outcome of claiming a name for a secret.</summary>
public enum NameClaim
{
    Claimed,

    /// <summary>Claimed. Another secret's name differs only in case.</summary>
    ClaimedBesideCaseDuplicate,

    /// <summary>Claimed. Another secret's name looks the same, but has other characters.</summary>
    ClaimedBesideLookalike,

    Taken,

    /// <summary>Not claimed: the secret was changed since it was read.</summary>
    Changed,
}
