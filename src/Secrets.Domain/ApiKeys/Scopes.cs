namespace Secrets.Domain.ApiKeys;

/// <summary>The scopes that an API key can have.</summary>
public static class Scopes
{
    public const string ListSecrets = "secrets:list";
    public const string WriteSecrets = "secrets:write";
    public const string RevealSecrets = "secrets:reveal";
    public const string ManageKeys = "keys:manage";
    public const string ReadAudit = "audit:read";

    public static IReadOnlyList<string> All { get; } = [ListSecrets, WriteSecrets, RevealSecrets, ManageKeys, ReadAudit];

    /// <summary>Returns the text of scopes in the database and in MACs: separated by single spaces.</summary>
    public static string Join(IEnumerable<string> scopes) => string.Join(' ', scopes);

    /// <summary>Reverses <see cref="Join"/>. Joining the result returns the same text, even if it is damaged.</summary>
    public static IReadOnlyList<string> Split(string text) => text.Split(' ');
}
