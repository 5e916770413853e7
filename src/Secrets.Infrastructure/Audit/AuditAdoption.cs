using System.Data.Common;
using Dapper;
using Secrets.Application.Audit;
using Secrets.Domain;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Audit;

/// <summary>Writes an event for each value from before there were events, so that every value has one.</summary>
internal static class AuditAdoption
{
    public static async Task RunAsync(SymmetricKey auditKey, DbConnection connection, TimeProvider time)
    {
        var ids = new OrderedIds(time);
        var values = await connection.QueryAsync<(Guid OwnerId, Guid SecretId, long Version)>(
            "SELECT owner_id, id, version FROM secrets UNION ALL SELECT owner_id, secret_id, version FROM secret_versions"
        );
        foreach (var (ownerId, secretId, version) in values)
        {
            var adopted = new AuditEvent
            {
                OwnerId = ownerId,
                Id = ids.Next(),
                At = time.Microseconds(),
                KeyId = Guid.Empty,
                Action = AuditActions.AdoptSecret,
                SecretId = secretId,
                Version = version,
                Result = AuditResults.Done,
                RequestId = "",
                ClientIp = "",
            };
            await connection.ExecuteAsync(AuditRow.Insert, AuditMac.Sign(adopted, auditKey));
        }
    }
}
