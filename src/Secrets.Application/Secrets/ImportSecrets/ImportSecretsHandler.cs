using System.Security.Cryptography;
using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Application.EnvFiles;
using Secrets.Application.Owners;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ImportSecrets;

internal sealed class ImportSecretsHandler(
    OrderedIds ids,
    ISecretCipher cipher,
    SecretReader reader,
    ISecretRepository repository,
    OwnerQuotas quotas,
    SecretLimits limits,
    AuditTrail audit,
    ServiceMetrics metrics,
    TimeProvider time
) : IRequestHandler<ImportSecretsCommand, ImportOutcome>
{
    private const int ReadAtOnce = 200;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public async Task<ImportOutcome> Handle(ImportSecretsCommand request, CancellationToken cancellationToken)
    {
        var (invalid, invalidCount) = InvalidLinesOf(request.File);
        var damaged = new Dictionary<Guid, StoredSecret>();
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < LongestWait)
        {
            var difference = await CompareAsync(request, damaged, cancellationToken);
            using var room =
                difference.Added.Count > 0 ? await quotas.ReserveSecretsAsync(request.Caller.OwnerId, difference.Added.Count) : null;
            var replaces = request.OnConflict == CollisionPolicy.Replace;
            var isRefused = invalidCount > 0 || (request.OnConflict == CollisionPolicy.Fail && difference.Changed.Count > 0);
            var isDone = !request.DryRun && !isRefused;
            if (!isDone || await WriteAsync(request.Caller, difference, replaces, cancellationToken))
            {
                if (isDone)
                {
                    room?.Keep();
                }

                foreach (var secret in damaged.Values)
                {
                    await audit.AppendAsync(request.Caller, AuditActions.ImportSecrets, secret.Id, secret.Version, AuditResults.Failed);
                }

                var changed = difference.Changed.ConvertAll(change => change.Entry.Name);
                return new ImportOutcome(
                    isDone,
                    difference.Added.ConvertAll(entry => entry.Name),
                    request.OnConflict == CollisionPolicy.Skip ? [] : changed,
                    difference.Unchanged,
                    request.OnConflict == CollisionPolicy.Skip ? changed : [],
                    invalid,
                    invalidCount
                );
            }

            // Those that meet here would meet again.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 50)), time, cancellationToken);
        }

        throw new StorageUnavailableException("The secrets kept changing while the file was imported.");
    }

    private (List<InvalidLine> First, int Count) InvalidLinesOf(EnvFile file)
    {
        var invalidEntries = file
            .Entries.Where(entry => entry.Value.Length > limits.MaxValueBytes)
            .Select(entry => new InvalidLine(entry.Line, $"A value should have at most {limits.MaxValueBytes} bytes"))
            .Concat(
                file.Entries.Where(entry => !SecretName.IsAllowed(entry.Name) || SecretName.LengthOf(entry.Name) > SecretName.MaxLength)
                    .Select(entry => new InvalidLine(
                        entry.Line,
                        $"A name should have at most {SecretName.MaxLength} characters, and not be '.' or '..'"
                    ))
            )
            .ToList();
        return (
            [.. file.InvalidLines.Concat(invalidEntries).OrderBy(line => line.Line).Take(EnvFile.MaxInvalidLines)],
            file.InvalidLineCount + invalidEntries.Count
        );
    }

    private async Task<Difference> CompareAsync(
        ImportSecretsCommand request,
        Dictionary<Guid, StoredSecret> damaged,
        CancellationToken cancellationToken
    )
    {
        // Who may not reveal values could otherwise guess them.
        var comparesValues = request.Caller.Has([Scopes.RevealSecrets]);
        var difference = new Difference([], [], []);
        foreach (var entries in request.File.Entries.Chunk(ReadAtOnce))
        {
            var stored = await repository.FindAsync(request.Caller.OwnerId, [.. entries.Select(entry => entry.Name)], cancellationToken);
            var byName = stored.ToDictionary(secret => secret.Secret.Name, StringComparer.Ordinal);
            foreach (var entry in entries)
            {
                if (!byName.TryGetValue(entry.Name, out var existing))
                {
                    difference.Added.Add(entry);
                }
                else if (comparesValues && await HasValueAsync(existing, entry.Value, damaged, cancellationToken))
                {
                    difference.Unchanged.Add(entry.Name);
                }
                else
                {
                    difference.Changed.Add((entry, existing.Secret));
                }
            }
        }

        return difference;
    }

    // A value that cannot be decrypted is another one.
    private async Task<bool> HasValueAsync(
        SecretWithEnvelope existing,
        SecretValue value,
        Dictionary<Guid, StoredSecret> damaged,
        CancellationToken cancellationToken
    )
    {
        using var current = await reader.TryDecryptAsync(
            new EncryptedSecret(existing.Secret.Address, existing.Envelope),
            cancellationToken
        );
        if (current is null)
        {
            damaged[existing.Secret.Id] = existing.Secret;
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(current.AsSpan(), value.AsSpan());
    }

    private async Task<bool> WriteAsync(Caller caller, Difference difference, bool replaces, CancellationToken cancellationToken)
    {
        var added = new List<(EncryptedSecret, AuditEvent)>();
        foreach (var entry in difference.Added)
        {
            var address = new SecretAddress(caller.OwnerId, ids.Next(), Version: 1, entry.Name);
            var secret = new EncryptedSecret(address, await cipher.EncryptAsync(address, entry.Value, cancellationToken));
            added.Add((secret, audit.EventOf(caller, AuditActions.CreateSecret, address.SecretId, address.Version)));
        }

        var changed = new List<(SecretWithEnvelope, AuditEvent)>();
        foreach (var (entry, secret) in replaces ? difference.Changed : [])
        {
            var next = new SecretWithEnvelope(secret, await cipher.EncryptAsync(secret.NextAddress, entry.Value, cancellationToken));
            changed.Add((next, audit.EventOf(caller, AuditActions.SetValue, secret.Id, secret.Version + 1)));
        }

        var imported = audit.EventOf(caller, AuditActions.ImportSecrets, count: added.Count + changed.Count);
        if (!await repository.ImportAsync(added, changed, imported, limits.VersionsKept))
        {
            return false;
        }

        metrics.SecretsCreated(added.Count);
        return true;
    }

    private sealed record Difference(List<EnvEntry> Added, List<(EnvEntry Entry, StoredSecret Secret)> Changed, List<string> Unchanged);
}
