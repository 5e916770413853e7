using System.Text;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Application.Owners.RotateOwnerKey;
using Secrets.Application.Secrets;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Tests.Owners;

public sealed class RotateOwnerKeyHandlerTests
{
    private static readonly Owner Alice = new(new Guid("00000000-0000-7000-8000-0000000000aa"), "alice");

    private readonly Database _database = new();

    [Fact]
    public async Task The_first_run_creates_a_version_and_encrypts_every_value_under_it()
    {
        _database.Values.AddRange([Value(1, keyVersion: 1), Value(2, keyVersion: 1), Value(3, keyVersion: 1)]);

        var outcome = await RotateAsync();

        Assert.Equal((2, true), (outcome!.Rotation.Version, outcome.Rotation.IsNew));
        Assert.Equal((3, 0, 1), (outcome.Reencrypted, outcome.Destroyed, outcome.Kept));
        Assert.All(_database.Values, value => Assert.Equal(2, value.Envelope[0]));
        Assert.Equal("owner.rotate-key", Assert.Single(_database.Events).Action);
    }

    [Fact]
    public async Task A_run_during_the_overlap_keeps_the_older_version()
    {
        await RotateAsync();

        var outcome = await RotateAsync();

        Assert.Equal((false, 0, 1), (outcome!.Rotation.IsNew, outcome.Destroyed, outcome.Kept));
        Assert.Single(_database.Events);
    }

    [Fact]
    public async Task A_run_after_the_overlap_destroys_the_older_version()
    {
        await RotateAsync();
        _database.Age = (long)OwnerKeyRotation.Overlap.TotalMicroseconds + 1;

        var outcome = await RotateAsync();

        Assert.Equal((1, 0), (outcome!.Destroyed, outcome.Kept));
    }

    [Fact]
    public async Task A_value_that_cannot_be_decrypted_is_reported_and_keeps_the_older_version()
    {
        await RotateAsync();
        _database.Age = (long)OwnerKeyRotation.Overlap.TotalMicroseconds + 1;
        _database.Values.AddRange([Value(1, keyVersion: 1), Value(2, keyVersion: 0)]);

        var outcome = await RotateAsync();

        Assert.Equal([$"{_database.Values[1].Address.SecretId} version 2"], outcome!.Failed);
        Assert.Equal((1, 0, 1), (outcome.Reencrypted, outcome.Destroyed, outcome.Kept));
    }

    [Fact]
    public async Task A_value_written_under_the_older_version_during_a_run_is_encrypted_by_its_next_pass()
    {
        _database.Values.Add(Value(1, keyVersion: 1));
        _database.AfterReplace = () => _database.Values.Add(Value(4, keyVersion: 1));

        Assert.Equal(2, (await RotateAsync())!.Reencrypted);
    }

    [Fact]
    public async Task A_missing_owner_has_no_outcome() => Assert.Null(await RotateAsync("nobody"));

    private Task<RotateOwnerKeyOutcome?> RotateAsync(string owner = "alice") =>
        new RotateOwnerKeyHandler(
            _database,
            _database,
            _database,
            new OwnerReencryption(_database, _database),
            new RecordedEvents().Trail,
            TimeProvider.System
        ).Handle(new RotateOwnerKeyCommand(owner, new Progress<WorkProgress>()), CancellationToken.None);

    /// <summary>Creates a value whose envelope is the key version that encrypts it. Key version 0 does not exist.</summary>
    private static EncryptedSecret Value(long version, byte keyVersion) =>
        new(new SecretAddress(Alice.Id, Guid.CreateVersion7(), version, "name"), [keyVersion]);

    private sealed class Database : IOwnerRepository, IOwnerKeyRepository, IOwnerKeys, IEnvelopeRepository, ISecretCipher
    {
        private readonly List<byte> _versions = [1];

        public List<EncryptedSecret> Values { get; } = [];

        public List<AuditEvent> Events { get; } = [];

        public long Age { get; set; }

        public Action? AfterReplace { get; set; }

        public Task<Owner?> FindAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(name == Alice.Name ? Alice : null);

        public Task<string> GetNameAsync(Guid ownerId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Owner> GetOrCreateAsync(string name, Func<Guid, AuditEvent> created, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<StoredOwner>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<OwnerKeyVersion>> ListAsync(Guid ownerId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<OwnerKeyVersion>>([
                .. _versions
                    .OrderDescending()
                    .Select(version => new OwnerKeyVersion
                    {
                        Version = version,
                        KeyId = [version],
                        CreatedAt = 0,
                        Age = Age,
                    }),
            ]);

        public Task<bool> TryAddAsync(WrappedKey key, AuditEvent created)
        {
            _versions.Add((byte)key.Version);
            Events.Add(created);
            return Task.FromResult(true);
        }

        public Task<int> DestroyOlderAsync(Guid ownerId, long version) => Task.FromResult(_versions.RemoveAll(older => older < version));

        public Task<DestroyedKeys> ShredAsync(Guid ownerId, AuditEvent shredded, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<WrappedKey> CreateAsync(Guid ownerId, long version, CancellationToken cancellationToken) =>
            new(
                new WrappedKey
                {
                    OwnerId = ownerId,
                    Version = version,
                    KeyId = [(byte)version],
                    RootKeyId = [],
                    Wrapped = [],
                }
            );

        public void Invalidate(Guid ownerId) { }

        public void DropIdle() => throw new NotSupportedException();

        public Task<long> CountAsync(Guid ownerId, byte[] exceptKeyId, CancellationToken cancellationToken) =>
            Task.FromResult((long)Values.Count(value => value.Envelope[0] != exceptKeyId[0]));

        public Task<IReadOnlyList<EncryptedSecret>> ListAsync(
            SecretAddress after,
            byte[] exceptKeyId,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult<IReadOnlyList<EncryptedSecret>>([
                .. Values.Where(value => value.Envelope[0] != exceptKeyId[0] && value.Address.Version > after.Version).Take(2),
            ]);

        public Task<int> ReplaceAsync(IReadOnlyList<(EncryptedSecret Old, byte[] Envelope)> secrets)
        {
            foreach (var (old, envelope) in secrets)
            {
                Values[Values.IndexOf(old)] = old with { Envelope = envelope };
            }

            AfterReplace?.Invoke();
            AfterReplace = null;
            return Task.FromResult(secrets.Count);
        }

        public ValueTask<byte[]> EncryptAsync(SecretAddress address, SecretValue value, CancellationToken cancellationToken) =>
            new([_versions.Max()]);

        public ValueTask<SecretValue> DecryptAsync(
            SecretAddress address,
            ReadOnlyMemory<byte> envelope,
            CancellationToken cancellationToken
        ) =>
            _versions.Contains(envelope.Span[0])
                ? new(SecretValue.TakeOwnershipOf(Encoding.UTF8.GetBytes("value"), 5))
                : throw new DecryptionFailedException();

        public Guid StateOf(ReadOnlySpan<byte> envelope) => Guid.Empty;
    }
}
