using Secrets.Application.Encryption;
using Secrets.Application.KeyRing;
using Secrets.Application.KeyRing.RewrapKeys;
using Secrets.Domain.KeyRing;

namespace Secrets.Application.Tests.KeyRing;

public sealed class RewrapKeysHandlerTests
{
    private const string Active = "00000000000000aa";

    private readonly Keys _keys = new();
    private readonly RecordedEvents _events = new();

    [Fact]
    public async Task Every_key_is_wrapped_under_the_active_root_key_and_counted_in_one_event()
    {
        _keys.Stored.AddRange([OwnerKey(1), OwnerKey(2), OwnerKey(3), SystemKey("audit")]);

        var outcome = await RewrapAsync();

        Assert.Equal((Active, 3, 1), (outcome.ActiveId, outcome.OwnerKeys, outcome.SystemKeys));
        Assert.Empty(outcome.Failed);
        Assert.All(_keys.Stored, key => Assert.Equal(Convert.FromHexString(Active), key.RootKeyId));
        Assert.Equal(("keyring.rewrap", 4), (Assert.Single(_events.Appended).Action, _events.Appended[0].Count));
    }

    [Fact]
    public async Task A_key_that_cannot_be_unwrapped_is_reported_and_stays_unchanged()
    {
        var damaged = OwnerKey(2) with { Wrapped = [] };
        _keys.Stored.AddRange([OwnerKey(1), damaged]);

        var outcome = await RewrapAsync();

        Assert.Equal([$"owner {damaged.OwnerId} version 2"], outcome.Failed);
        Assert.Equal(1, outcome.OwnerKeys);
        Assert.Contains(damaged, _keys.Stored);
    }

    [Fact]
    public async Task A_key_that_another_process_wraps_under_an_older_root_key_is_rewrapped_by_the_next_pass()
    {
        _keys.Stored.Add(OwnerKey(1));
        _keys.AfterReplace = () => _keys.Stored.Add(OwnerKey(2));

        Assert.Equal(2, (await RewrapAsync()).OwnerKeys);
    }

    [Fact]
    public async Task No_event_is_stored_if_there_was_nothing_to_rewrap()
    {
        await RewrapAsync();

        Assert.Empty(_events.Appended);
    }

    private Task<RewrapKeysOutcome> RewrapAsync() =>
        new RewrapKeysHandler(_keys, _keys, _events.Trail).Handle(
            new RewrapKeysCommand(new Progress<WorkProgress>()),
            CancellationToken.None
        );

    private static WrappedKey OwnerKey(long version) =>
        new()
        {
            OwnerId = new Guid("00000000-0000-7000-8000-000000000001"),
            Version = version,
            KeyId = [],
            RootKeyId = [0],
            Wrapped = [1],
        };

    private static WrappedKey SystemKey(string name) =>
        new()
        {
            SystemName = name,
            KeyId = [],
            RootKeyId = [0],
            Wrapped = [1],
        };

    /// <summary>Wrapped keys in memory, in pages of two. A key without bytes cannot be unwrapped.</summary>
    private sealed class Keys : IWrappedKeyRepository, ILoadedKeyRing
    {
        public DateTimeOffset? FindCreationTime(string id) => null;

        public List<WrappedKey> Stored { get; } = [];

        public Action? AfterReplace { get; set; }

        RootKeys ILoadedKeyRing.Keys { get; } = new(Active, [Active]);

        public DateTimeOffset? CreatedAt => null;

        public Task<string?> ReloadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<WrappedKey?> RewrapAsync(WrappedKey key, CancellationToken cancellationToken) =>
            new(key.Wrapped.Length == 0 ? null : key with { RootKeyId = Convert.FromHexString(Active), Wrapped = [2] });

        public Task<long> CountAsync(string exceptRootKeyId, CancellationToken cancellationToken) =>
            Task.FromResult((long)Others(exceptRootKeyId).Count());

        public Task<IReadOnlyList<WrappedKey>> ListSystemKeysAsync(string exceptRootKeyId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<WrappedKey>>([.. Others(exceptRootKeyId).Where(key => key.SystemName is not null)]);

        public Task<IReadOnlyList<WrappedKey>> ListOwnerKeysAsync(
            string exceptRootKeyId,
            WrappedKey? after,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult<IReadOnlyList<WrappedKey>>([
                .. Others(exceptRootKeyId)
                    .Where(key => key.SystemName is null && key.Version > (after?.Version ?? 0))
                    .OrderBy(key => key.Version)
                    .Take(2),
            ]);

        public Task<int> ReplaceAsync(IReadOnlyList<(WrappedKey Old, WrappedKey New)> keys)
        {
            foreach (var (old, key) in keys)
            {
                Stored[Stored.IndexOf(old)] = key;
            }

            if (keys.Count > 0)
            {
                AfterReplace?.Invoke();
                AfterReplace = null;
            }

            return Task.FromResult(keys.Count);
        }

        private IEnumerable<WrappedKey> Others(string rootKeyId) =>
            Stored.Where(key => !key.RootKeyId.AsSpan().SequenceEqual(Convert.FromHexString(rootKeyId)));
    }
}
