using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;
using Secrets.Tests.Databases;

namespace Secrets.Infrastructure.Tests.Audit;

public sealed class AuditMacTests
{
    private static readonly AuditEvent Whole = new()
    {
        OwnerId = new Guid("00000000-0000-7000-8000-000000000001"),
        Id = new Guid("019abcde-0000-7000-8000-000000000002"),
        At = 1_700_000_000_000_000,
        KeyId = new Guid("019abcde-0000-7000-8000-000000000003"),
        Action = "secret.create",
        SecretId = new Guid("019abcde-0000-7000-8000-000000000004"),
        Version = 5,
        SubjectKeyId = new Guid("019abcde-0000-7000-8000-000000000006"),
        Result = "done",
        Count = 7,
        RequestId = "request-8",
        ClientIp = "::1",
        Position = 9,
    };

    [Theory]
    [InlineData("::1")]
    [InlineData("")]
    [InlineData("é")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task The_MAC_of_an_event_covers_every_field(string clientIp)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var mac = services.GetRequiredService<IAuditSigner>();
        var auditKey = services.GetRequiredService<Installation>().AuditKey;
        var e = Whole with { ClientIp = string.Concat(Enumerable.Repeat(clientIp, 9)) };
        var expected = new Authenticated()
            .Sized(e.OwnerId)
            .Sized(e.Id)
            .SizedNumber(e.At)
            .Sized(e.KeyId)
            .Sized(e.Action)
            .Sized(e.SecretId!.Value)
            .SizedNumber(5)
            .Sized(e.SubjectKeyId!.Value)
            .Sized(e.Result)
            .SizedNumber(7)
            .Sized(e.RequestId)
            .Sized(e.ClientIp)
            .Mac(auditKey.Bytes, "cs1|audit|event");

        Assert.Equal(expected, mac.Sign(e).Mac);
        Assert.True(mac.IsSigned(e with { Mac = expected }));
        Assert.False(mac.IsSigned(e with { Mac = expected[..^1] }));
        Assert.False(mac.IsSigned(e with { Mac = expected, Version = null }));
        Assert.False(mac.IsSigned(e with { Mac = expected, SuccessorKeyId = e.Id }));
    }

    [Fact]
    public async Task The_MAC_of_a_rotation_covers_the_successor_last()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var e = Whole with { SuccessorKeyId = new Guid("019abcde-0000-7000-8000-00000000000a") };

        var expected = new Authenticated()
            .Sized(e.OwnerId)
            .Sized(e.Id)
            .SizedNumber(e.At)
            .Sized(e.KeyId)
            .Sized(e.Action)
            .Sized(e.SecretId!.Value)
            .SizedNumber(5)
            .Sized(e.SubjectKeyId!.Value)
            .Sized(e.Result)
            .SizedNumber(7)
            .Sized(e.RequestId)
            .Sized(e.ClientIp)
            .Sized(e.SuccessorKeyId!.Value)
            .Mac(services.GetRequiredService<Installation>().AuditKey.Bytes, "cs1|audit|event");
        Assert.Equal(expected, services.GetRequiredService<IAuditSigner>().Sign(e).Mac);
    }

    [Fact]
    public async Task The_MAC_of_an_event_covers_absent_fields()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var e = Whole with { SecretId = null, Version = null, SubjectKeyId = null };

        var expected = new Authenticated()
            .Sized(e.OwnerId)
            .Sized(e.Id)
            .SizedNumber(e.At)
            .Sized(e.KeyId)
            .Sized(e.Action)
            .Nothing()
            .Nothing()
            .Nothing()
            .Sized(e.Result)
            .SizedNumber(7)
            .Sized(e.RequestId)
            .Sized(e.ClientIp)
            .Mac(services.GetRequiredService<Installation>().AuditKey.Bytes, "cs1|audit|event");
        Assert.Equal(expected, services.GetRequiredService<IAuditSigner>().Sign(e).Mac);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task The_MACs_of_a_block_and_a_checkpoint_cover_every_field(int length)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var mac = services.GetRequiredService<IAuditSigner>();
        var key = services.GetRequiredService<Installation>().AuditKey.Bytes.ToArray();
        var previous = AuditBlock.Origin with { Mac = RandomNumberGenerator.GetBytes(length) };
        var block = new AuditBlock(1, 2, [3, 4], [5, 6], 7, []);
        var signed = mac.Sign(block, previous);

        Assert.Equal(
            new Authenticated()
                .Sized("seal")
                .SizedNumber(1)
                .SizedNumber(2)
                .SizedNumber(7)
                .Sized([5, 6, .. SHA256.HashData([3, 4]), .. previous.Mac])
                .Mac(key, "cs1|audit|seal"),
            signed.Mac
        );
        Assert.Equal(
            new Authenticated()
                .Sized("mark head")
                .SizedNumber(1)
                .SizedNumber(2)
                .SizedNumber(3)
                .Sized(previous.Mac)
                .Mac(key, "cs1|audit|seal"),
            mac.Sign(StoredCheckpoint.Of("head", block with { Mac = previous.Mac }, at: 3)).Mac
        );
        Assert.True(mac.IsSigned(signed, previous));
        Assert.False(mac.IsSigned(signed, AuditBlock.Origin with { Mac = [1] }));
        var checkpoint = mac.Sign(StoredCheckpoint.Of("head", signed, at: 3));
        Assert.True(mac.IsSigned(checkpoint));
        Assert.False(mac.IsSigned(checkpoint with { Mac = checkpoint.Mac[..^1] }));
    }
}
