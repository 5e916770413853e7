namespace Secrets.Domain.Audit;

/// <summary>The results of audit events.</summary>
public static class AuditResults
{
    public const string Done = "done";

    /// <summary>The key lacks the scope, or may not name the owner.</summary>
    public const string Denied = "denied";

    /// <summary>The value cannot be decrypted: it was damaged or moved.</summary>
    public const string Failed = "failed";
}
