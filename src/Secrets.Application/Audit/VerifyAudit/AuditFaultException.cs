namespace Secrets.Application.Audit.VerifyAudit;

/// <summary>The exception that ends a verification at the first fault.</summary>
internal sealed class AuditFaultException(string fault) : Exception(fault)
{
    public static void ThrowUnless(bool isSo, string fault)
    {
        if (!isSo)
        {
            throw new AuditFaultException(fault);
        }
    }
}
