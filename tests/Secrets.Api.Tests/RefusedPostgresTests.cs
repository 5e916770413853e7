using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Secrets.Api.Tests;

/// <summary>Starts of the program with a Postgres server that it cannot or must not use.</summary>
[Trait("Category", "Slow")]
public sealed class RefusedPostgresTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-test-").FullName;
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public RefusedPostgresTests() => _server.Start();

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("Failed to connect to 127.0.0.1:1", "")]
    [InlineData("Failed to connect to 127.0.0.1:1", ";Minimum Pool Size=30")]
    [InlineData("not a connection string", ";Minimum Pool Size=30;Maximum Pool Size=20")]
    [InlineData("not a connection string", ";nonsense=hunter2")]
    [InlineData("not a connection string", ";hunter2")]
    [InlineData("the value of 'maximum pool size' cannot be used", ";Maximum Pool Size=-1")]
    [InlineData("the value of 'maximum pool size' cannot be used", ";Maximum Pool Size=99999999999999999999")]
    [InlineData("the value of 'port' cannot be used", ";Port=hunter2")]
    [InlineData("the value of 'port' cannot be used", ";Port=99999")]
    [InlineData("the value of 'ssl mode' cannot be used", ";SSL Mode=hunter2")]
    [InlineData("", ";Client Encoding=nonsense")]
    [InlineData("", ";SSL Mode=Require;SSL Certificate=/proc/none.pem")]
    [InlineData("", ";Target Session Attributes=nonsense")]
    [InlineData("", ";Multiplexing=true")]
    [InlineData("", ";Host=")]
    public async Task An_unreachable_Postgres_is_named_without_its_password(string why, string more)
    {
        var (exitCode, _, errors) = await StartAsync($"Host=127.0.0.1;Port=1;Username=u;Password=hunter2{more}");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("ConnectionStrings__Secrets", errors, StringComparison.Ordinal);
        Assert.Contains(why, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/proc/none/pgpass")]
    [InlineData("/tmp")]
    public async Task An_unreadable_password_file_is_named_with_its_setting(string path)
    {
        var (exitCode, _, errors) = await StartAsync($"Host=127.0.0.1;Port={Port};Username=u;SSL Mode=Disable;Passfile={path}");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("ConnectionStrings__Secrets: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Postgres_is_connected_to_over_TLS_if_it_supports_TLS()
    {
        var starting = StartAsync($"Host=127.0.0.1;Port={Port};Username=u;Password=hunter2;SSL Mode=VerifyFull");

        using (var connection = await _server.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(60)))
        {
            var stream = connection.GetStream();
            var sslRequest = new byte[8];
            await stream.ReadExactlyAsync(sslRequest);
            Assert.Equal([0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F], sslRequest);
            await stream.WriteAsync("S"u8.ToArray());
            var handshake = new byte[1];
            await stream.ReadExactlyAsync(handshake);
            Assert.Equal(0x16, handshake[0]);
        }

        var (_, _, errors) = await starting;
        Assert.StartsWith("ConnectionStrings__Secrets", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "127.0.0.1", "is not trusted (", "wrong: ")]
    [InlineData(false, "127.0.0.2", "The host name is wrong: the certificate of '127.0.0.1' is for 127.0.0.2.", "not trusted")]
    public async Task An_untrusted_certificate_and_a_wrong_host_name_have_different_messages(
        bool hasWrongAuthority,
        string name,
        string expected,
        string unexpected
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(name));
        var request = new CertificateRequest("CN=db.example", key, HashAlgorithmName.SHA256)
        {
            CertificateExtensions = { names.Build(), new X509BasicConstraintsExtension(true, false, 0, true) },
        };
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = new CertificateRequest("CN=other", otherKey, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        var root = Path.Combine(_folder, "root.pem");
        await File.WriteAllTextAsync(root, (hasWrongAuthority ? other : certificate).ExportCertificatePem());
        _ = ServeTlsAsync(_server, certificate);

        var (_, _, errors) = await StartAsync(
            $"Host=127.0.0.1;Port={Port};Username=u;Password=hunter2;SSL Mode=VerifyFull;Root Certificate={root}"
        );

        Assert.StartsWith("ConnectionStrings__Secrets: ", errors, StringComparison.Ordinal);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain(unexpected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Errors)> StartAsync(string connectionString) =>
        CommandLine.RunAsync(
            _folder,
            [],
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("Storage__Provider", "Postgres"),
            ("ConnectionStrings__Secrets", connectionString)
        );

    /// <summary>Accepts TLS connections like Postgres, and sends nothing over them.</summary>
    private static async Task ServeTlsAsync(TcpListener server, X509Certificate2 certificate)
    {
        try
        {
            while (true)
            {
                using var connection = await server.AcceptTcpClientAsync();
                var stream = connection.GetStream();
                await stream.ReadExactlyAsync(new byte[8]);
                await stream.WriteAsync("S"u8.ToArray());
                await using var tls = new SslStream(stream);
                try
                {
                    await tls.AuthenticateAsServerAsync(certificate);
                }
                catch (Exception e) when (e is IOException or AuthenticationException)
                {
                    // The client refuses the certificate.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test has ended.
        }
    }
}
