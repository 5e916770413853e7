using Secrets.Application.Encryption;
using Secrets.Application.Secrets;
using Secrets.Domain;

namespace Secrets.Infrastructure.Persistence;

internal sealed class SecretStore(IDatabase database, TimeProvider time) : ISecretStore
{
    public async Task<bool> CreateAsync(SealedSecret secret, string? description) => await database.WriteAsync(
        """
        INSERT INTO secrets (owner_id, id, name, description, version, envelope, created_at, updated_at)
        VALUES (@OwnerId, @SecretId, @Name, @Description, @Version, @Envelope, @Now, @Now)
        ON CONFLICT (owner_id, name) DO NOTHING
        """,
        new { secret.Address.OwnerId, secret.Address.SecretId, secret.Address.Name, Description = description, secret.Address.Version, secret.Envelope, Now = time.Microseconds() }) > 0;

    public Task<IReadOnlyList<SecretSummary>> ListAsync(Guid ownerId, CancellationToken cancellationToken) => database.QueryAsync<SecretSummary>(
        "SELECT name, description FROM secrets WHERE owner_id = @ownerId ORDER BY id",
        new { ownerId },
        cancellationToken);

    public async Task<SealedSecret?> FindAsync(Guid ownerId, string name, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<EnvelopeRow>(
            "SELECT id, version, envelope FROM secrets WHERE owner_id = @ownerId AND name = @name",
            new { ownerId, name },
            cancellationToken);
        return rows is [var row] ? new SealedSecret(new SecretAddress(ownerId, row.Id, row.Version, name), row.Envelope) : null;
    }

    public async Task<bool> DescribeAsync(Guid ownerId, string name, string? description) => await database.WriteAsync(
        "UPDATE secrets SET description = @description, updated_at = @Now WHERE owner_id = @ownerId AND name = @name",
        new { ownerId, name, description, Now = time.Microseconds() }) > 0;

    public async Task<RenameOutcome> RenameAsync(SealedSecret current, SealedSecret renamed, string? description)
    {
        try
        {
            // The unique index decides. Looking first spares renames that cross a deadlock, which Postgres takes a second to find.
            var rows = await database.WriteAsync(
                """
                UPDATE secrets SET name = @NewName, description = @description, envelope = @Envelope, updated_at = @Now
                WHERE owner_id = @OwnerId AND id = @SecretId AND name = @Name AND version = @Version
                  AND NOT EXISTS (SELECT 1 FROM secrets WHERE owner_id = @OwnerId AND name = @NewName)
                """,
                new { current.Address.OwnerId, current.Address.SecretId, current.Address.Name, current.Address.Version, NewName = renamed.Address.Name, description, renamed.Envelope, Now = time.Microseconds() });
            return rows > 0 ? RenameOutcome.Renamed
                : await FindAsync(renamed.Address.OwnerId, renamed.Address.Name, CancellationToken.None) is null ? RenameOutcome.Changed
                : RenameOutcome.NameTaken;
        }
        catch (UniqueViolationException)
        {
            return RenameOutcome.NameTaken;
        }
    }

    public async Task<bool> DeleteAsync(Guid ownerId, string name) => await database.WriteAsync(
        "DELETE FROM secrets WHERE owner_id = @ownerId AND name = @name",
        new { ownerId, name }) > 0;

    private sealed record EnvelopeRow(Guid Id, long Version, byte[] Envelope);
}
