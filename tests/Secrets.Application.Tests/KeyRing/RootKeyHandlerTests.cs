using Secrets.Application.KeyRing;
using Secrets.Application.KeyRing.AddRootKey;
using Secrets.Application.KeyRing.PromoteRootKey;
using Secrets.Application.KeyRing.RetireRootKey;
using Secrets.Domain.KeyRing;

namespace Secrets.Application.Tests.KeyRing;

public sealed class RootKeyHandlerTests
{
    private const string Active = "00000000000000aa";
    private const string Other = "00000000000000bb";
    private const string OtherSubject = "00000000-0000-0000-0000-0000000000bb";

    private readonly KeyRingDouble _ring = new(Active, Active, Other);
    private readonly RecordedEvents _events = new();

    [Fact]
    public async Task Adding_a_key_stores_the_event_in_the_same_change()
    {
        var id = await new AddRootKeyHandler(_ring, _events.Trail).Handle(new AddRootKeyCommand(), CancellationToken.None);

        Assert.Equal("00000000000000ff", id);
        Assert.Equal(["change", "add", "keyring.add 00000000-0000-0000-0000-0000000000ff"], _ring.Steps);
    }

    [Fact]
    public async Task Promoting_a_key_stores_the_event_before_the_file_changes()
    {
        Assert.True((await PromoteAsync(Other)).IsAllowed);

        Assert.Equal(["change", $"keyring.promote {OtherSubject}", $"promote {Other}"], _ring.Steps);
    }

    [Fact]
    public async Task Promoting_the_active_key_changes_nothing()
    {
        Assert.True((await PromoteAsync(Active)).IsActive);

        Assert.Equal(["change"], _ring.Steps);
    }

    [Fact]
    public async Task Promoting_a_key_that_a_running_replica_lacks_changes_nothing()
    {
        _ring.Replicas.Add(new RunningReplica(Guid.NewGuid(), "host:1", SeenAt: 0, [Active]));

        Assert.Equal("host:1", Assert.Single((await PromoteAsync(Other)).Lacking).Name);

        Assert.Equal(["change"], _ring.Steps);
    }

    [Fact]
    public async Task Retiring_a_key_removes_it_from_the_database_before_the_file()
    {
        Assert.True((await RetireAsync(Other)).IsAllowed);

        Assert.Equal(["change", $"forget {Other}", "change", $"keyring.retire {OtherSubject}", $"remove {Other}"], _ring.Steps);
    }

    [Fact]
    public async Task Retiring_a_key_that_wraps_keys_changes_nothing()
    {
        _ring.Uses.Add(new RootKeyUse(Other, OwnerKeys: 2, SystemKeys: 1));

        Assert.Equal(3, (await RetireAsync(Other)).WrappedKeys);

        Assert.Equal(["change"], _ring.Steps);
    }

    [Fact]
    public async Task Retiring_a_key_that_is_not_in_the_ring_changes_nothing()
    {
        Assert.False((await RetireAsync("00000000000000cc")).IsInRing);

        Assert.Equal(["change"], _ring.Steps);
    }

    private Task<RootKeyPromotion> PromoteAsync(string id) =>
        new PromoteRootKeyHandler(_ring, _events.Trail).Handle(new PromoteRootKeyCommand(id), CancellationToken.None);

    private Task<RootKeyRetirement> RetireAsync(string id) =>
        new RetireRootKeyHandler(_ring, _events.Trail).Handle(new RetireRootKeyCommand(id), CancellationToken.None);
}
