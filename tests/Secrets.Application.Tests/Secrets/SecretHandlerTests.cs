using System.Text;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.CreateSecret;
using Secrets.Application.Secrets.GenerateSecret;
using Secrets.Application.Secrets.RestoreVersion;
using Secrets.Application.Secrets.UpdateSecret;
using Secrets.Application.Secrets.UpsertSecret;
using Secrets.Application.Validation;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Tests.Secrets;

public sealed class SecretHandlerTests
{
    private static readonly Caller Caller = Caller.Operator with { KeyId = Guid.NewGuid() };

    private static readonly Caller Restricted = Caller with
    {
        Restrictions = new ApiKeyRestrictions(SecretNames.Of(["GITHUB_*", "TOKEN"]), ClientNetworks: null),
    };

    private readonly InMemorySecrets _secrets = new();
    private readonly AddressCipher _cipher = new();
    private readonly RecordedEvents _recorded = new();

    [Fact]
    public async Task A_created_secret_is_stored_with_its_event()
    {
        var outcome = await CreateAsync("TOKEN", "a long enough value");

        var secret = Assert.Single(_secrets.Secrets);
        Assert.True(outcome.IsCreated);
        Assert.Equal((Caller.OwnerId, "TOKEN", "d", 1L), (secret.OwnerId, secret.Name, secret.Description, secret.Version));
        Assert.Equal(
            (AuditActions.CreateSecret, secret.Id, 1L, Caller.KeyId),
            Assert.Single(_secrets.Events.Select(e => (e.Action, e.SecretId!.Value, e.Version!.Value, e.KeyId)))
        );
        Assert.Equal("a long enough value", await RevealAsync("TOKEN"));
    }

    [Fact]
    public async Task A_taken_name_is_not_created_again()
    {
        await CreateAsync("TOKEN", "first");

        Assert.False((await CreateAsync("TOKEN", "second")).IsCreated);

        Assert.Equal("first", await RevealAsync("TOKEN"));
    }

    [Fact]
    public async Task An_owner_at_its_limit_cannot_create_a_secret()
    {
        await CreateAsync("A", "value", limit: 1);

        await Assert.ThrowsAsync<InvalidRequestException>(() => CreateAsync("B", "value", limit: 1));

        Assert.Single(_secrets.Secrets);
    }

    [Fact]
    public async Task An_update_is_repeated_if_another_request_changes_the_secret_first()
    {
        await CreateAsync("TOKEN", "value");
        _secrets.ChangeAfterRead = secret => secret.SetValue(secret.Metadata, Guid.NewGuid(), now: 1);

        var outcome = await UpdateAsync("TOKEN", "TOKEN", "described");

        var secret = Assert.Single(_secrets.Secrets);
        Assert.Equal(UpdateSecretResult.Updated, outcome.Result);
        Assert.Equal(("described", 2L, 3L), (secret.Description, secret.Version, secret.Revision));
    }

    [Fact]
    public async Task An_update_whose_precondition_fails_changes_nothing()
    {
        await CreateAsync("TOKEN", "value");
        var other = new Precondition(new SecretStates([Guid.NewGuid()]), NoneMatch: null);

        await Assert.ThrowsAsync<PreconditionFailedException>(() => UpdateAsync("TOKEN", "TOKEN", "described", other));

        Assert.Equal("d", Assert.Single(_secrets.Secrets).Description);
    }

    [Fact]
    public async Task A_renamed_secret_keeps_all_its_values()
    {
        await CreateAsync("TOKEN", "first");
        await UpsertAsync("TOKEN", "second");

        Assert.Equal(UpdateSecretResult.Updated, (await UpdateAsync("TOKEN", "OTHER", "d")).Result);

        Assert.Equal(("first", "second"), (await RevealAsync("OTHER", version: 1), await RevealAsync("OTHER")));
    }

    [Fact]
    public async Task A_rename_to_a_taken_name_changes_nothing()
    {
        await CreateAsync("A", "value of A");
        await CreateAsync("B", "value of B");

        Assert.Equal(UpdateSecretResult.NameTaken, (await UpdateAsync("A", "B", "d")).Result);

        Assert.Equal(["A", "B"], _secrets.Secrets.Select(secret => secret.Name));
    }

    [Fact]
    public async Task An_unknown_secret_cannot_be_updated() =>
        Assert.Equal(UpdateSecretResult.NotFound, (await UpdateAsync("TOKEN", "TOKEN", "d")).Result);

    [Fact]
    public async Task An_upsert_creates_a_secret_or_sets_its_value()
    {
        await UpsertAsync("TOKEN", "first");
        await UpsertAsync("TOKEN", "second");

        Assert.Equal(2, Assert.Single(_secrets.Secrets).Version);
        Assert.Equal([AuditActions.CreateSecret, AuditActions.SetValue], _secrets.Events.Select(e => e.Action));
    }

    [Fact]
    public async Task A_generated_value_creates_a_secret_or_becomes_its_next_version()
    {
        Assert.Equal(1, (await GenerateAsync(Caller, "TOKEN", "d")).Version);
        var first = await RevealAsync("TOKEN");

        Assert.Equal(2, (await GenerateAsync(Caller, "TOKEN")).Version);

        Assert.Equal(32, first.Length);
        Assert.NotEqual(first, await RevealAsync("TOKEN"));
        Assert.Equal(("d", 2L), (Assert.Single(_secrets.Secrets).Description, _secrets.Secrets.Single().Version));
    }

    [Fact]
    public async Task A_caller_generates_no_value_for_a_name_that_it_does_not_reach()
    {
        var caller = Caller with { Restrictions = new ApiKeyRestrictions(SecretNames.Of(["OTHER_*"]), ClientNetworks: null) };

        await Assert.ThrowsAsync<ForbiddenException>(() => GenerateAsync(caller, "TOKEN"));

        Assert.Empty(_secrets.Secrets);
    }

    [Fact]
    public async Task A_restored_version_becomes_a_new_version()
    {
        await CreateAsync("TOKEN", "first");
        await UpsertAsync("TOKEN", "second");
        var handler = new RestoreVersionHandler(Writer(), new SecretReader(_secrets, _cipher), _secrets);

        Assert.NotNull(await handler.Handle(new RestoreVersionCommand(Caller, "TOKEN", Version: 1, Precondition: null), default));
        Assert.Null(await handler.Handle(new RestoreVersionCommand(Caller, "TOKEN", Version: 7, Precondition: null), default));

        Assert.Equal(3, Assert.Single(_secrets.Secrets).Version);
        Assert.Equal("first", await RevealAsync("TOKEN"));
    }

    [Fact]
    public async Task A_new_name_beyond_the_names_of_the_key_is_forbidden_before_any_look_up()
    {
        await CreateAsync("TOKEN", "value");

        await Assert.ThrowsAsync<ForbiddenException>(() => CreateAsync("OTHER", "value", caller: Restricted));
        await Assert.ThrowsAsync<ForbiddenException>(() => UpsertAsync("OTHER", "value", Restricted));
        await Assert.ThrowsAsync<ForbiddenException>(() => UpdateAsync("TOKEN", "OTHER", "d", caller: Restricted));
        await Assert.ThrowsAsync<ForbiddenException>(() => UpdateAsync("ABSENT", "OTHER", "d", caller: Restricted));

        Assert.Empty(_secrets.LookedUp);
        Assert.Equal("TOKEN", Assert.Single(_secrets.Secrets).Name);
    }

    [Fact]
    public async Task A_secret_beyond_the_names_of_the_key_does_not_exist_for_it()
    {
        await CreateAsync("OTHER", "value");
        var restore = new RestoreVersionHandler(Writer(), new SecretReader(_secrets, _cipher), _secrets);

        Assert.Equal(UpdateSecretResult.NotFound, (await UpdateAsync("OTHER", "OTHER", "d", caller: Restricted)).Result);
        Assert.Equal(UpdateSecretResult.NotFound, (await UpdateAsync("OTHER", "TOKEN", "d", caller: Restricted)).Result);
        Assert.Null(await restore.Handle(new RestoreVersionCommand(Restricted, "OTHER", Version: 1, Precondition: null), default));

        Assert.Equal(1, Assert.Single(_secrets.Secrets).Revision);
    }

    [Fact]
    public async Task A_restricted_key_creates_and_renames_secrets_within_its_names()
    {
        Assert.True((await CreateAsync("GITHUB_A", "value", caller: Restricted)).IsCreated);
        await UpsertAsync("GITHUB_A", "next", Restricted);

        Assert.Equal(UpdateSecretResult.Updated, (await UpdateAsync("GITHUB_A", "TOKEN", "d", caller: Restricted)).Result);

        Assert.Equal("next", await RevealAsync("TOKEN"));
    }

    private Task<CreateSecretOutcome> CreateAsync(string name, string value, int limit = 100, Caller? caller = null) =>
        new CreateSecretHandler(Writer(limit)).Handle(
            new CreateSecretCommand(
                caller ?? Caller,
                Submitted.Of(name),
                new SubmittedMetadata(Submitted.Of("d")),
                Submitted.Of(Value(value))
            ),
            CancellationToken.None
        );

    private Task<UpsertSecretOutcome> UpsertAsync(string name, string value, Caller? caller = null) =>
        new UpsertSecretHandler(Writer()).Handle(
            new UpsertSecretCommand(
                caller ?? Caller,
                Submitted.Of(name),
                new SubmittedMetadata(Submitted.Of("d")),
                Submitted.Of(Value(value)),
                Precondition: null
            ),
            CancellationToken.None
        );

    private Task<GeneratedSecret> GenerateAsync(Caller caller, string name, string? description = null) =>
        new GenerateSecretHandler(Writer()).Handle(
            new GenerateSecretCommand(
                caller,
                name,
                Length: default,
                Alphabet: default,
                new SubmittedMetadata(description is null ? default : Submitted.Of(description)),
                Precondition: null
            ),
            CancellationToken.None
        );

    private Task<UpdateSecretOutcome> UpdateAsync(
        string name,
        string newName,
        string description,
        Precondition? precondition = null,
        Caller? caller = null
    ) =>
        new UpdateSecretHandler(
            Writer(),
            _cipher,
            new SecretReader(_secrets, _cipher),
            _secrets,
            _recorded.Trail,
            TimeProvider.System
        ).Handle(
            new UpdateSecretCommand(
                caller ?? Caller,
                name,
                Submitted.Of(newName),
                new SubmittedMetadata(Submitted.Of(description)),
                precondition
            ),
            CancellationToken.None
        );

    private async Task<string> RevealAsync(string name, long? version = null)
    {
        var found = await _secrets.FindValueAsync(Caller.Reach, name, version, CancellationToken.None);
        using var value = await _cipher.DecryptAsync(found!.Address, found.Envelope, CancellationToken.None);
        return Encoding.UTF8.GetString(value.AsSpan());
    }

    private SecretWriter Writer(int limit = 100) => TestWriter.Over(_secrets, _recorded.Trail, limit);

    private static SecretValue Value(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return SecretValue.TakeOwnershipOf(utf8, utf8.Length);
    }
}
