using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Audit;
using Secrets.Infrastructure.Audit;
using Secrets.Infrastructure.Encryption;
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
    public async Task An_event_is_authenticated_with_all_that_it_says(string peer)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var mac = services.GetRequiredService<AuditMac>();
        var auditKey = services.GetRequiredService<Installation>().AuditKey;
        var e = Whole with { ClientIp = string.Concat(Enumerable.Repeat(peer, 9)) };
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
        Assert.Equal(expected, AuditMac.Sign(e, auditKey).Mac);
        Assert.True(mac.IsSigned(e with { Mac = expected }));
        Assert.False(mac.IsSigned(e with { Mac = expected[..^1] }));
        Assert.False(mac.IsSigned(e with { Mac = expected, Version = null }));
        Assert.False(mac.IsSigned(e with { Mac = expected, SuccessorKeyId = e.Id }));
    }

    [Fact]
    public async Task The_successor_of_a_rotation_is_authenticated_after_all_else()
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
        Assert.Equal(expected, services.GetRequiredService<AuditMac>().Sign(e).Mac);
    }

    [Fact]
    public async Task What_an_event_lacks_is_authenticated_as_lacking()
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
        Assert.Equal(expected, services.GetRequiredService<AuditMac>().Sign(e).Mac);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task A_seal_and_a_mark_are_authenticated_with_what_they_prove(int length)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var services = await TestInstallation.OpenAsync(database);
        var mac = services.GetRequiredService<AuditMac>();
        var key = services.GetRequiredService<Installation>().AuditKey.Bytes.ToArray();
        var previous = RandomNumberGenerator.GetBytes(length);
        var made = new AuditSeal(1, 2, [3, 4], [5, 6], 7, []);

        Assert.Equal(
            new Authenticated()
                .Sized("seal")
                .SizedNumber(1)
                .SizedNumber(2)
                .SizedNumber(7)
                .Sized([5, 6, .. SHA256.HashData([3, 4]), .. previous])
                .Mac(key, "cs1|audit|seal"),
            mac.OfSeal(made, previous)
        );
        Assert.Equal(
            new Authenticated().Sized("mark head").SizedNumber(1).SizedNumber(2).SizedNumber(3).Sized(previous).Mac(key, "cs1|audit|seal"),
            mac.OfMark("head", 1, 2, 3, previous)
        );
        var mark = AuditMark.Of("head", made with { Mac = previous }, 3, mac);
        Assert.True(mark.IsSigned(mac));
        Assert.False((mark with { Mac = mark.Mac[..^1] }).IsSigned(mac));
    }
}
