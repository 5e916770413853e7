using Dapper;
using Secrets.Domain.Audit;

namespace Secrets.Infrastructure.Persistence;

/// <summary>A description for a secret as it was read, with the event of that.</summary>
internal sealed record NewDescription(AuditEvent Described, long Revision, string? Description, Guid State)
{
    // Of several for one secret as it was read, one changes it.
    private const string SetMany = """
        WITH given AS (
            SELECT *
            FROM unnest(@OwnerId, @Id, @At, @KeyId, @Action, @SecretId, @Version, @SubjectKeyId, @Result, @Count, @RequestId, @ClientIp, @Mac, @Revision, @Description, @State) WITH ORDINALITY
                AS given (owner_id, id, at, key_id, action, secret_id, version, subject_key_id, result, count, request_id, client_ip, mac, revision, description, state, row)
        ), described AS (
            UPDATE secrets SET description = given.description, revision = given.revision + 1, state = given.state, updated_at = given.at
            FROM given
            WHERE secrets.owner_id = given.owner_id AND secrets.id = given.secret_id AND secrets.revision = given.revision
            RETURNING given.row, secrets.revision
        ), noted AS (
            INSERT INTO audit_events (owner_id, id, at, key_id, action, secret_id, version, result, count, request_id, client_ip, mac)
            SELECT owner_id, id, at, key_id, action, secret_id, version, result, count, request_id, client_ip, mac FROM described JOIN given USING (row)
        )
        SELECT row, revision FROM described
        """;

    /// <param name="setOne">The same for one, with the same names of parameters.</param>
    public static SharedStatement<NewDescription, Outcome> Set(string setOne) =>
        new(setOne, SetMany, ColumnsOf) { Parameters = ParametersOf };

    private static DynamicParameters ParametersOf(NewDescription row)
    {
        var parameters = new DynamicParameters(row.Described);
        parameters.AddDynamicParams(
            new
            {
                row.Revision,
                row.Description,
                row.State,
            }
        );
        return parameters;
    }

    private static DynamicParameters ColumnsOf(IReadOnlyList<NewDescription> rows)
    {
        var columns = new DynamicParameters(AuditRow.ColumnsOf([.. rows.Select(row => row.Described)]));
        columns.AddDynamicParams(
            new
            {
                Revision = rows.Select(row => row.Revision).ToArray(),
                Description = rows.Select(row => row.Description).ToArray(),
                State = rows.Select(row => row.State).ToArray(),
            }
        );
        return columns;
    }

    /// <summary>The revision that the secret has now.</summary>
    internal sealed record Outcome(long Revision);
}
