namespace Secrets.Domain.Audit;

/// <summary>The results of audit events.</summary>
public static class AuditResults
{
    public const string Done = "done";

    /// <summary>The API key lacks the scope, or may not act for the owner; or the secret has expired.</summary>
    public const string Denied = "denied";

    /// <summary>The value cannot be decrypted: it was damaged or moved.</summary>
    public const string Failed = "failed";
}
