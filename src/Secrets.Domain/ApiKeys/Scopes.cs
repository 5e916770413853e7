namespace Secrets.Domain.ApiKeys;

/// <summary>What an API key may do.</summary>
public static class Scopes
{
    public const string ListSecrets = "secrets:list";
    public const string WriteSecrets = "secrets:write";
    public const string RevealSecrets = "secrets:reveal";
    public const string ManageKeys = "keys:manage";
    public const string ReadAudit = "audit:read";

    public static IReadOnlyList<string> All { get; } = [ListSecrets, WriteSecrets, RevealSecrets, ManageKeys, ReadAudit];
}
