using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Application.Secrets;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Owners;
using Secrets.Domain.Secrets;
using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Tests;

/// <summary>Stores and reveals secrets without HTTP.</summary>
internal static class StoredSecrets
{
    public static Owner Eve { get; } = new(new Guid("00000000-0000-7000-8000-0000000000ee"), "eve");

    private static readonly Caller Client = Caller.Operator with
    {
        KeyId = new Guid("00000000-0000-7000-8000-0000000000cc"),
        RequestId = "request",
        ClientIp = "127.0.0.1",
    };

    /// <summary>Creates the owner eve with a key.</summary>
    public static async Task CreateEveAsync(IServiceProvider services)
    {
        var installation = services.GetRequiredService<Installation>();
        using var key = SymmetricKey.Generate();
        var wrapped = await installation.Ring.WrapOwnerKeyAsync(key, installation.Id, Eve.Id, version: 1, CancellationToken.None);
        var keys = services.GetRequiredService<OwnerKeyRepository>();
        await services
            .GetRequiredService<IDatabase>()
            .TransactAsync(async connection =>
                await OwnerRepository.AddAsync(connection, Eve, now: 0) + await keys.AddAsync(connection, wrapped)
            );
    }

    public static async Task<Secret> StoreAsync(IServiceProvider services, Owner owner, string name, string text)
    {
        Assert.NotNull(await TryStoreAsync(services, owner, name, text));
        return (await services.GetRequiredService<ISecretRepository>().FindAsync(new SecretReach(owner.Id), name, CancellationToken.None))!;
    }

    /// <summary>Returns the secret, or null if the name is taken.</summary>
    public static async Task<Secret?> TryStoreAsync(IServiceProvider services, Owner owner, string name, string text = "value")
    {
        var secret = Secret.Create(
            owner.Id,
            Guid.CreateVersion7(),
            name,
            new SecretMetadata("of a test"),
            Client.KeyId,
            TimeProvider.System.Microseconds()
        );
        var created = EventOf(services, secret.Address, AuditActions.CreateSecret);
        var envelope = await EncryptAsync(services, secret.Address, text);
        var claim = await services.GetRequiredService<ISecretRepository>().AddAsync(new SecretReach(owner.Id), secret, envelope, created);
        return claim == NameClaim.Taken ? null : secret;
    }

    /// <summary>Sets the next value of a secret.</summary>
    public static async Task StoreNextAsync(IServiceProvider services, Secret current, string text)
    {
        var next = current.SetValue(current.Metadata, Client.KeyId, TimeProvider.System.Microseconds());
        var valued = EventOf(services, next.Address, AuditActions.SetValue);
        var envelope = await EncryptAsync(services, next.Address, text);
        Assert.True(await services.GetRequiredService<ISecretRepository>().SetValueAsync(next, envelope, versionsKept: 10, valued));
    }

    /// <summary>Returns the value, or null if the secret or version does not exist.</summary>
    /// <exception cref="DecryptionFailedException">The value cannot be decrypted.</exception>
    public static async Task<string?> RevealAsync(IServiceProvider services, Owner owner, string name, long? version = null)
    {
        if (
            await services
                .GetRequiredService<ISecretRepository>()
                .FindValueAsync(new SecretReach(owner.Id), name, version, CancellationToken.None)
            is not { } secret
        )
        {
            return null;
        }

        using var value = await services
            .GetRequiredService<ISecretCipher>()
            .DecryptAsync(secret.Address, secret.Envelope, CancellationToken.None);
        return Encoding.UTF8.GetString(value.AsSpan());
    }

    public static AuditEvent EventOf(IServiceProvider services, SecretAddress address, string action) =>
        services
            .GetRequiredService<AuditTrail>()
            .EventOf(Client with { OwnerId = address.OwnerId }, action, address.SecretId, address.Version);

    private static async Task<byte[]> EncryptAsync(IServiceProvider services, SecretAddress address, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        using var value = SecretValue.TakeOwnershipOf(utf8, utf8.Length);
        return await services.GetRequiredService<ISecretCipher>().EncryptAsync(address, value, CancellationToken.None);
    }
}
