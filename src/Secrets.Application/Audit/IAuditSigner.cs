namespace Secrets.Application.Audit;

/// <summary>Authenticates events under a key that the database does not hold in clear.</summary>
public interface IAuditSigner
{
    AuditEvent Sign(AuditEvent auditEvent);
}
