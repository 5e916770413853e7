using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The service behind a proxy, and with TLS of its own.</summary>
public sealed class ProxyTests
{
    private const string Client = "203.0.113.7";

    [Theory]
    [InlineData("127.0.0.0/8", Client, Client)]
    [InlineData("127.0.0.0/8", $"198.51.100.1, {Client}", Client)]
    [InlineData("127.0.0.0/8,10.1.0.0/16", $"198.51.100.1, {Client}, 10.1.2.3, 10.1.2.4", Client)]
    [InlineData("127.0.0.0/8", $"{Client}, 10.1.2.3", "10.1.2.3")]
    [InlineData("127.0.0.0/8", "2001:db8::1", "2001:db8::1")]
    [InlineData("127.0.0.0/8", "unknown", "127.0.0.1")]
    [InlineData("127.0.0.2/32", Client, "127.0.0.1")]
    [InlineData("", Client, "127.0.0.1")]
    public async Task The_client_IP_is_the_last_forwarded_address_that_is_not_a_proxy(string networks, string forwarded, string clientIp)
    {
        // This setting of the framework would trust every client.
        await using var service = await RunningService.StartAsync(
            StorageProvider.Sqlite,
            $"--Proxy:Networks={networks}",
            "--FORWARDEDHEADERS_ENABLED=true"
        );

        await service.SendAsync(
            "POST",
            "/api/secrets",
            """{"name":"a","value":"v"}"""u8.ToArray(),
            headers: [new("X-Forwarded-For", forwarded)]
        );

        Assert.Equal(
            clientIp,
            await service.Database.ScalarAsync<string>("SELECT client_ip FROM audit_events WHERE action = 'secret.create'")
        );
    }

    [Theory]
    [InlineData("127.0.0.0/8", Client)]
    [InlineData("", "127.0.0.1")]
    public async Task An_IPv4_client_is_recognized_if_the_service_listens_on_IPv6(string networks, string clientIp)
    {
        await using var service = await RunningService.StartAsync(
            StorageProvider.Sqlite,
            $"--Proxy:Networks={networks}",
            "--urls=http://[::]:0"
        );
        using var connection = await RawConnection.OpenAsync(new Uri($"http://127.0.0.1:{service.BaseAddress.Port}"));

        var body = """{"name":"a","value":"v"}""";
        await connection.SendAsync(
            "POST /api/secrets HTTP/1.1\r\nHost: secrets\r\nConnection: close\r\n"
                + $"X-Forwarded-For: {Client}\r\nX-Session-API-Key: {service.Key}\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );

        Assert.Equal(
            clientIp,
            await service.Database.ScalarAsync<string>("SELECT client_ip FROM audit_events WHERE action = 'secret.create'")
        );
    }

    [Theory]
    [InlineData("127.0.0.0/8", "https", "secrets.example", true)]
    [InlineData("127.0.0.0/8", "https", "localhost:8080", false)]
    [InlineData("127.0.0.0/8", "http", "secrets.example", false)]
    [InlineData("10.0.0.0/8", "https", "secrets.example", false)]
    [InlineData("", "https", "secrets.example", false)]
    public async Task Strict_transport_security_is_sent_behind_a_TLS_proxy(string networks, string scheme, string host, bool isAsked)
    {
        await using var service = await RunningService.StartAsync(
            StorageProvider.Sqlite,
            $"--Proxy:Networks={networks}",
            "--FORWARDEDHEADERS_ENABLED=true"
        );

        foreach (var (path, status) in new[] { ("/api/secrets", 200), ("/api/secrets?limit=0", 422), ("/nowhere", 404) })
        {
            var response = await service.SendAsync(
                "GET",
                path,
                headers: [new("X-Forwarded-Proto", scheme), new("Host", host), new("X-Forwarded-Host", "evil.example")]
            );

            Assert.Equal(status, response.Status);
            Assert.Equal(isAsked ? "max-age=31536000" : null, response.Header("Strict-Transport-Security"));
            Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
            Assert.DoesNotContain("evil", response.Headers + response.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("127.0.0.0/8", "/vault", "</vault/api/")]
    [InlineData("127.0.0.0/8", "/vault/", "</vault/api/")]
    [InlineData("127.0.0.0/8", "//evil.example", "</api/")]
    [InlineData("127.0.0.0/8", "/x>; rel=\"next", "</x%3E;%20rel=%22next/api/")]
    [InlineData("10.0.0.0/8", "/vault", "</api/")]
    [InlineData("", "/vault", "</api/")]
    public async Task Links_keep_the_path_prefix_of_a_proxy(string networks, string prefix, string link)
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite, $"--Proxy:Networks={networks}");
        await service.CreateAsync("a/b", "v");
        await service.CreateAsync("c", "v");
        KeyValuePair<string, string>[] headers = [new("X-Forwarded-For", Client), new("X-Forwarded-Prefix", prefix)];

        foreach (var path in new[] { "/api/secrets?limit=1", "/api/audit?limit=1" })
        {
            Assert.StartsWith(link, (await service.SendAsync("GET", path, headers: headers)).Header("Link"), StringComparison.Ordinal);
        }

        (await service.SendAsync("GET", "/api/secrets/a%2Fb/value", headers: headers)).IsValue("v");
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    [Trait("Category", "Slow")]
    public async Task The_service_serves_TLS_with_Kestrels_settings(SslProtocols protocol)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        var thumbprint = await WriteCertificateAsync(database.Folder);
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = protocol,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == thumbprint,
            },
        };
        await using var service = await ServiceProcess.StartAsync(
            database,
            handler,
            ("ASPNETCORE_URLS", "https://127.0.0.1:0"),
            ("Kestrel__Certificates__Default__Path", Path.Combine(database.Folder, "certificate.pem")),
            ("Kestrel__Certificates__Default__KeyPath", Path.Combine(database.Folder, "key.pem"))
        );

        var (status, _, headers) = await service.SendAsync("GET", "/api/secrets", headers: ("Host", "secrets.example"));

        Assert.Equal(200, status);
        Assert.Contains("Strict-Transport-Security: max-age=31536000", headers, StringComparison.Ordinal);
    }

    private static async Task<string> WriteCertificateAsync(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=secrets.example", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(folder, "certificate.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }
}
