using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Commands with <c>--url</c>, and servers that are not as they should be.</summary>
[Trait("Category", "Slow")]
public sealed class RemoteServiceTests : IDisposable
{
    private const string Key = "csk_the-key-of-these-tests";

    private const int MaxAttempts = 10;

    private static readonly (string Name, string Value) KeySetting = ("SECRETS_API_KEY", Key);

    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-test-").FullName;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RemoteServiceTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("csk_abc\u200bdef", "an invisible character (U+200B) at position 8 of 11")]
    [InlineData("csk_abcdef\n", "an invisible character (U+000A) at position 11 of 11")]
    [InlineData("\u00a0csk_abcdef", "an invisible character (U+00A0) at position 1 of 11")]
    [InlineData("csk_abcd\u00e9f", "a character that is not ASCII at position 9 of 10")]
    public async Task A_character_that_no_API_key_has_is_reported_without_the_key(string key, string reason)
    {
        var (exitCode, output, errors) = await RunAsync(_folder, ["export", "--url", $"http://127.0.0.1:{Port}"], ("SECRETS_API_KEY", key));

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(reason, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("csk_abc", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proxy_of_the_environment_is_not_used_for_this_machine()
    {
        var command = RunAsync(
            _folder,
            ["export", "--url", $"http://localhost:{Port}/base/"],
            KeySetting,
            ("http_proxy", "http://127.0.0.1:1"),
            ("no_proxy", "")
        );

        var request = await RespondAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nA=1\n");
        var (exitCode, output, errors) = await command;

        Assert.Equal((0, "A=1\n", ""), (exitCode, output, errors));
        Assert.StartsWith("GET /base/api/export?format=env HTTP/1.1\r\n", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "404 Not Found", """{"error":"Secret with ID A not found"}""", "404: Secret with ID A not found\n")]
    [InlineData(4, "404 Not Found", """{"detail":"Not Found"}""", "404: Not Found. Check the address.\n")]
    [InlineData(4, "404 Not Found", "<html>", "404: the response is not from this service. Check the address.\n")]
    [InlineData(4, "403 Forbidden", """{"detail":"Forbid\u001b[2Jden"}""", "403: Forbid?[2Jden\n")]
    [InlineData(1, "503 Service Unavailable", """{"detail":"Service Unavailable"}""", "503: Service Unavailable\n")]
    [InlineData(4, "200 OK", "<html>Please log in</html>", "the response is not from this service. Check the address.\n")]
    [InlineData(4, "302 Found", "", "302: the response is not from this service. Check the address.\n")]
    public async Task A_failure_is_told_apart_by_its_exit_code(int expected, string status, string body, string reason)
    {
        var command = RunAsync(_folder, ["get", "A", "--url", $"http://127.0.0.1:{Port}"], KeySetting);

        var request = await RespondAsync(
            $"HTTP/1.1 {status}\r\nLocation: http://127.0.0.1:1/\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );
        var (exitCode, output, errors) = await command;

        Assert.Equal((expected, ""), (exitCode, output));
        Assert.EndsWith(reason, errors, StringComparison.Ordinal);
        Assert.StartsWith("GET /api/secrets/A/value HTTP/1.1\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_takes_a_host_name_and_a_path()
    {
        // The time limit of health is short, so that a busy machine may need another attempt.
        for (var attempt = 1; ; attempt++)
        {
            var command = RunAsync(_folder, ["health", "--url", $"http://localhost:{Port}/base"]);
            using var client = await _listener.AcceptTcpClientAsync();
            var line = await new StreamReader(client.GetStream()).ReadLineAsync();
            if (line is not null)
            {
                await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            }

            if (await command is var result && (result.ExitCode == 0 || attempt == MaxAttempts))
            {
                Assert.Equal((0, "ready\n", ""), result);
                Assert.Equal("GET /base/ready HTTP/1.1", line);
                return;
            }
        }
    }

    [Fact]
    public async Task Another_host_is_asked_through_the_proxy_with_a_warning_if_it_has_no_TLS()
    {
        var command = RunAsync(
            _folder,
            ["export", "--url", "http://user:word@secrets.example"],
            KeySetting,
            ("http_proxy", $"http://127.0.0.1:{Port}"),
            ("no_proxy", "")
        );

        var request = await RespondAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nA=1\n");
        var (exitCode, output, errors) = await command;

        Assert.Equal((0, "A=1\n"), (exitCode, output));
        Assert.StartsWith("GET http://secrets.example/api/export?format=env HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("http://secrets.example/ has no TLS", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_from_a_service_cannot_control_the_terminal()
    {
        var file = Path.Combine(_folder, ".env");
        await File.WriteAllTextAsync(file, "A=1\n");
        var body =
            """{"dry_run":false,"added":["a\u001b[2Jb\n\u202ec"],"changed":[],"unchanged":[],"skipped":[],"warnings":[],"invalid":[]}""";
        var response = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        string[] command = ["import", "--url", $"http://127.0.0.1:{Port}", file];

        var text = RunAsync(_folder, command, KeySetting);
        await RespondAsync(response);
        var json = RunAsync(_folder, [.. command, "--json"], KeySetting);
        await RespondAsync(response);

        Assert.Equal("added      a?[2Jb??c\n", (await text).Output);
        Assert.Contains("""["a\u001B[2Jb\n\u202Ec"]""", (await json).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown", "a CA that this machine does not trust: CN=localhost")]
    [InlineData("expired", "valid from 2001-01-01 00:00:00Z to 2002-01-01 00:00:00Z")]
    [InlineData("other", "is for other.example, 10.0.0.1, not for localhost")]
    [InlineData("plain", "or is it an http:// address?")]
    public async Task The_reason_for_refusing_a_certificate_is_named(string what, string reason)
    {
        using var certificate = CreateCertificate(what);
        var command = RunAsync(
            _folder,
            ["export", "--url", $"https://localhost:{Port}"],
            KeySetting,
            ("SSL_CERT_FILE", what == "unknown" ? "/dev/null" : Path.Combine(_folder, "ca.crt"))
        );

        using var client = await _listener.AcceptTcpClientAsync();
        if (what == "plain")
        {
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            client.Close();
        }
        else
        {
            await using var tls = new SslStream(client.GetStream());
            await Assert.ThrowsAnyAsync<IOException>(async () =>
            {
                await tls.AuthenticateAsServerAsync(certificate);
                await tls.ReadExactlyAsync(new byte[1]);
            });
        }

        var (exitCode, output, errors) = await command;

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(reason, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("inner exception", errors, StringComparison.Ordinal);
    }

    private X509Certificate2 CreateCertificate(string what)
    {
        using var key = ECDsa.Create();
        var names = new SubjectAlternativeNameBuilder();
        if (what == "other")
        {
            names.AddDnsName("other.example");
            names.AddIpAddress(IPAddress.Parse("10.0.0.1"));
        }
        else
        {
            names.AddDnsName("localhost");
        }

        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256) { CertificateExtensions = { names.Build() } };
        var from = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(from, from.AddYears(what == "expired" ? 1 : 1000));
        File.WriteAllText(Path.Combine(_folder, "ca.crt"), certificate.ExportCertificatePem());
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Sends a response to one request.</summary>
    /// <returns>The head of the request.</returns>
    private async Task<string> RespondAsync(string response)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer);
            Assert.NotEqual(0, read);
            head.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(response));
        return head.ToString();
    }
}
