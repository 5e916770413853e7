using System.Globalization;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.KeyRing;

/// <summary>Creates the audit events of root keys.</summary>
internal static class RootKeyEvents
{
    private const int GuidDigits = 32;

    /// <remarks>The event has the id of the root key in the last 16 digits of <see cref="AuditEvent.SubjectKeyId"/>.</remarks>
    public static AuditEvent EventOf(this AuditTrail audit, string action, string rootKeyId) =>
        audit.EventOf(Caller.Operator, action, subjectKeyId: Guid.Parse(rootKeyId.PadLeft(GuidDigits, '0'), CultureInfo.InvariantCulture));
}
