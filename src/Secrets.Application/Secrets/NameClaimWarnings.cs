using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

internal static class NameClaimWarnings
{
    /// <summary>Returns the warnings about a claimed name.</summary>
    public static IEnumerable<SecretWarning> WarningsOf(this NameClaim claim, string name) =>
        claim switch
        {
            NameClaim.ClaimedBesideCaseDuplicate => [.. SecretWarnings.OfName(name), SecretWarning.NameDiffersOnlyInCase],
            NameClaim.ClaimedBesideLookalike => [.. SecretWarnings.OfName(name), SecretWarning.NameLooksLikeAnother],
            _ => SecretWarnings.OfName(name),
        };
}
