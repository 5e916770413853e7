using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Secrets.Api.Hosting;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The program as an operator starts it.</summary>
public sealed partial class StartupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Storage__Provider", "Mongo", "Storage__Provider")]
    [InlineData("Storage__Provider", "1", "Storage__Provider")]
    [InlineData("Storage__Provider", "Postgres", "ConnectionStrings__Secrets")]
    [InlineData("ConnectionStrings__Secrets", "nonsense=hunter2", "ConnectionStrings__Secrets")]
    [InlineData("ConnectionStrings__Secrets", "Data Source=:memory:", "ConnectionStrings__Secrets")]
    [InlineData("ConnectionStrings__Secrets", "Data Source=/proc/hunter2/x.db", "ConnectionStrings__Secrets")]
    [InlineData("ConnectionStrings__Secrets", "Data Source=", "ConnectionStrings__Secrets")]
    [InlineData(
        "ConnectionStrings__Secrets",
        "Data Source=file::memory:?cache=shared",
        "ConnectionStrings__Secrets: Data Source must be a path, not a URI"
    )]
    [InlineData("ConnectionStrings__Secrets", "Data Source=FILE:x.db", "ConnectionStrings__Secrets: Data Source must be a path, not a URI")]
    [InlineData(
        "ConnectionStrings__Secrets",
        "Data Source=x.db;Mode=Memory",
        "ConnectionStrings__Secrets: a database in memory keeps nothing"
    )]
    [InlineData(
        "ConnectionStrings__Secrets",
        "Data Source=x.db;Mode=Memory;Cache=Shared",
        "ConnectionStrings__Secrets: a database in memory keeps nothing"
    )]
    [InlineData("ConnectionStrings__Secrets", "Data Source=x.db;Mode=ReadOnly", "ConnectionStrings__Secrets: Mode=ReadOnly")]
    [InlineData("ConnectionStrings__Secrets", "Data Source=x.db;Mode=ReadWrite", "ConnectionStrings__Secrets: ")]
    [InlineData(
        "ConnectionStrings__Secrets",
        "Data Source=x.db;Mode=hunter2",
        "ConnectionStrings__Secrets: the value of 'mode' cannot be used"
    )]
    [InlineData("ConnectionStrings__Secrets", "Data Source=x.db;Cache=Shared", "ConnectionStrings__Secrets: Cache=Shared")]
    [InlineData("ConnectionStrings__Secrets", "Data Source=x.db;Vfs=memdb", "ConnectionStrings__Secrets: Vfs")]
    [InlineData(
        "ConnectionStrings__Secrets",
        "Data Source=|DataDirectory|x.db",
        "ConnectionStrings__Secrets: Data Source must be a whole path"
    )]
    [InlineData("ConnectionStrings__Secrets", "Data Source=/dev/null", "ConnectionStrings__Secrets: '/dev/null' is not a file")]
    [InlineData("ConnectionStrings__Secrets", "Data Source=/tmp", "ConnectionStrings__Secrets: '/tmp' is not a file")]
    [InlineData(
        "ConnectionStrings__Secrets",
        "Data Source=x.db;Password=hunter2",
        "ConnectionStrings__Secrets: Password cannot be used with SQLite"
    )]
    [InlineData("ConnectionStrings__Secrets", "Data Source=x.db;Password=a;hunter2", "ConnectionStrings__Secrets: not a connection string")]
    [InlineData(
        "ConnectionStrings__Secrets",
        "Data Source=x.db;Password=a;hunter2=b",
        "ConnectionStrings__Secrets: not a connection string"
    )]
    [InlineData(
        "ConnectionStrings__Secrets",
        "Data Source=x.db;Default Timeout=hunter2",
        "ConnectionStrings__Secrets: the value of 'default timeout' cannot be used"
    )]
    [InlineData("ConnectionStrings__Secrets", "Host=db;Username=u;Password=hunter2", "ConnectionStrings__Secrets: not a connection string")]
    [InlineData("Encryption__KeyRingPath", "/tmp", "Encryption__KeyRingPath: cannot create the key ring '/tmp': it is a folder")]
    [InlineData("Encryption__KeyRingPath", "/proc/hunter2/ring.json", "Encryption__KeyRingPath")]
    [InlineData("SESSION_API_KEY", "hunter2hunter2x", "SESSION_API_KEY")]
    [InlineData("SESSION_API_KEY", "hunter2 with spaces in it", "SESSION_API_KEY")]
    [InlineData("Limits__MaxValueBytes", "1048577", "Limits__MaxValueBytes")]
    [InlineData("Limits__FailedAuthentications", "0", "Limits__FailedAuthentications")]
    [InlineData("Limits__RequestsPerSecondPerKey", "many", "Limits__RequestsPerSecondPerKey")]
    [InlineData("Proxy__Networks", "10.0.0.0/8,hunter2", "Proxy__Networks")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:99999", "ASPNETCORE_URLS")]
    [InlineData("ASPNETCORE_URLS", "https://127.0.0.1:0", "ASPNETCORE_URLS")]
    [InlineData("Limits__Connections", "0", "Limits__Connections")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "hunter2:4317", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("Logging__LogLevel__Default", "hunter2", "Logging__LogLevel__Default")]
    [InlineData("Logging__Console__LogLevel__Requests", "7", "Logging__Console__LogLevel__Requests")]
    [InlineData("Logging__Console__FormatterName", "hunter2", "Logging__Console__FormatterName")]
    [InlineData("Logging__Console__FormatterOptions__SingleLine", "hunter2", "Logging__Console__FormatterOptions__SingleLine")]
    [InlineData("Limits__DrainSeconds", "21", "Limits__DrainSeconds")]
    [InlineData("ASPNETCORE_URLS", "hunter2", "ASPNETCORE_URLS")]
    [InlineData("ASPNETCORE_URLS", "http://192.0.2.1:0", "ASPNETCORE_URLS")]
    [InlineData("ASPNETCORE_URLS", "http://unix:/proc/hunter2/s.sock", "ASPNETCORE_URLS")]
    [InlineData("Kestrel__Endpoints__Web__Url", "", "Kestrel__Endpoints__Web__Url")]
    [InlineData("Kestrel__Endpoints__Web__Protocols", "Http1", "Kestrel__Endpoints__Web__Url")]
    public async Task A_setting_that_cannot_be_used_is_named_and_nothing_starts(string setting, string value, string named)
    {
        using var process = Start((setting, value));

        var (output, errors) = await ExitAsync(process);

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith(named, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("Now listening", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        if (!value.Contains('/', StringComparison.Ordinal))
        {
            Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:4318",
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "http/json"
    )]
    [InlineData(
        "Kestrel__Certificates__Default__Path",
        "ASPNETCORE_URLS",
        "https://127.0.0.1:0",
        "Kestrel__Certificates__Default__Path",
        "/proc/none.pem"
    )]
    [InlineData(
        "Kestrel__Certificates__Default__Path",
        "ASPNETCORE_URLS",
        "https://127.0.0.1:0",
        "Kestrel__Certificates__Default__Path",
        "/proc"
    )]
    [InlineData(
        "Kestrel__Certificates__Default",
        "ASPNETCORE_URLS",
        "https://127.0.0.1:0",
        "Kestrel__Certificates__Default__Path",
        "/proc/version"
    )]
    public async Task A_setting_that_another_one_needs_is_named(
        string named,
        string setting,
        string value,
        string needed,
        string valueOfThat
    )
    {
        using var process = Start((setting, value), (needed, valueOfThat));

        var (_, errors) = await ExitAsync(process);

        Assert.NotEqual(0, process.ExitCode);
        Assert.StartsWith(named + ": ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("/proc/none/pgpass")]
    [InlineData("/tmp")]
    public async Task A_file_of_the_connection_string_that_cannot_be_read_is_named_with_its_setting(string path)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var process = Start(
            ("Storage__Provider", "Postgres"),
            (
                "ConnectionStrings__Secrets",
                $"Host=127.0.0.1;Port={((IPEndPoint)server.LocalEndpoint).Port};Username=u;SSL Mode=Disable;Passfile={path}"
            )
        );

        var (_, errors) = await ExitAsync(process);

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("ConnectionStrings__Secrets: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_session_key_longer_than_any_that_is_taken_from_a_request_is_named()
    {
        using var process = Start(("SESSION_API_KEY", new string('x', 1025)));

        var (_, errors) = await ExitAsync(process);

        Assert.NotEqual(0, process.ExitCode);
        Assert.StartsWith("SESSION_API_KEY", errors, StringComparison.Ordinal);
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
    public async Task A_Postgres_that_cannot_be_reached_is_named_without_its_password(string why, string more)
    {
        using var process = Start(
            ("Storage__Provider", "Postgres"),
            ("ConnectionStrings__Secrets", $"Host=127.0.0.1;Port=1;Username=u;Password=hunter2{more}")
        );

        var (_, errors) = await ExitAsync(process);

        Assert.NotEqual(0, process.ExitCode);
        Assert.StartsWith("ConnectionStrings__Secrets", errors, StringComparison.Ordinal);
        Assert.Contains(why, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_is_spoken_to_in_TLS_where_it_takes_that()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var process = Start(
            ("Storage__Provider", "Postgres"),
            (
                "ConnectionStrings__Secrets",
                $"Host=127.0.0.1;Port={((IPEndPoint)server.LocalEndpoint).Port};Username=u;Password=hunter2;SSL Mode=VerifyFull"
            )
        );

        using (var connection = await server.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(60)))
        {
            var stream = connection.GetStream();
            var asked = new byte[8];
            await stream.ReadExactlyAsync(asked);
            Assert.Equal([0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F], asked); // whether the server takes TLS
            await stream.WriteAsync("S"u8.ToArray());
            var handshake = new byte[1];
            await stream.ReadExactlyAsync(handshake);
            Assert.Equal(0x16, handshake[0]);
        }

        var (_, errors) = await ExitAsync(process);
        Assert.StartsWith("ConnectionStrings__Secrets", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "127.0.0.1", "is not trusted (", "wrong: ")]
    [InlineData(false, "127.0.0.2", "The host name is wrong: the certificate of '127.0.0.1' is for 127.0.0.2.", "not trusted")]
    public async Task A_wrong_authority_and_a_wrong_host_name_of_Postgres_are_told_apart(
        bool hasWrongAuthority,
        string name,
        string said,
        string unsaid
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
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        _ = ServeTlsAsync(server, certificate);
        using var process = Start(
            ("Storage__Provider", "Postgres"),
            (
                "ConnectionStrings__Secrets",
                $"Host=127.0.0.1;Port={((IPEndPoint)server.LocalEndpoint).Port};Username=u;Password=hunter2;SSL Mode=VerifyFull;Root Certificate={root}"
            )
        );

        var (_, errors) = await ExitAsync(process);

        Assert.StartsWith("ConnectionStrings__Secrets: ", errors, StringComparison.Ordinal);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Encryption__KmsKeyId: AWS KMS failed: Connection refused", "eu-central-1", "AKIATEST", "http://127.0.0.1:1")]
    [InlineData("Encryption__KmsKeyId: AWS KMS failed: ", "eu-central-1", "", "http://127.0.0.1:1")]
    [InlineData("AWS_REGION: ", "", "AKIATEST", "")]
    public async Task A_KMS_that_cannot_be_used_is_named(string named, string region, string accessKeyId, string endpoint)
    {
        using var process = Start(
            ("Encryption__KmsKeyId", "alias/secrets"),
            ("Encryption__KmsEndpoint", endpoint),
            ("AWS_REGION", region),
            ("AWS_ACCESS_KEY_ID", accessKeyId),
            ("AWS_SECRET_ACCESS_KEY", "hunter2"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        );

        var (_, errors) = await ExitAsync(process);

        Assert.NotEqual(0, process.ExitCode);
        Assert.StartsWith(named, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_ring_file_needs_nothing_of_AWS()
    {
        using var process = Start();
        await ReadUntilAsync(process, "curl");

        var loaded = await File.ReadAllTextAsync($"/proc/{process.Id}/maps");

        await StopAsync(process);
        Assert.Contains("Secrets.Infrastructure.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("AWSSDK", loaded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var process = Start(("ASPNETCORE_URLS", $"http://{taken.LocalEndpoint}"));

        var (_, errors) = await ExitAsync(process);

        Assert.NotEqual(0, process.ExitCode);
        Assert.StartsWith("ASPNETCORE_URLS: ", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_fresh_start_makes_its_files_and_shows_a_key_once_with_a_line_that_works()
    {
        string token;
        using (var process = Start())
        {
            var output = await ReadUntilAsync(process, "curl");
            var curl = CurlLine().Match(output);
            token = curl.Groups["token"].Value;
            Assert.Equal(3, output.Split(token).Length);
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, curl.Groups["url"].Value);
            request.Headers.Add("X-Session-API-Key", token);
            using var response = await client.SendAsync(request);
            Assert.Equal("""{"custom_secrets":[]}""", await response.Content.ReadAsStringAsync());
            await StopAsync(process);
        }

        Assert.Equal(
            ["audit-checkpoint.json", "keyring.json", "secrets.db"],
            Directory.GetFiles(Path.Combine(_folder, "data")).Select(Path.GetFileName).Order()
        );
        using (var process = Start())
        {
            var output = await ReadUntilAsync(process, "Application started");
            await StopAsync(process);
            output += await process.StandardOutput.ReadToEndAsync();
            Assert.DoesNotContain("csk_", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_request_that_is_under_way_at_the_signal_is_finished_and_no_other_is_taken(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        using var process = Start(
            ("Storage__Provider", $"{provider}"),
            ("ConnectionStrings__Secrets", database.ConnectionString),
            ("Encryption__KeyRingPath", database.KeyRingPath),
            ("SESSION_API_KEY", RunningService.Key)
        );
        var url = new Uri(ListeningLine().Match(await ReadUntilAsync(process, "Application started")).Groups["url"].Value);
        const string Body = """{"name":"slow","value":"v"}""";
        using var client = new TcpClient(url.Host, url.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /api/secrets HTTP/1.1\r\nHost: h\r\nX-Session-API-Key: {RunningService.Key}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nExpect: 100-continue\r\n\r\n"
            )
        );
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());

        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        while (await ConnectsAsync(url))
        {
            await Task.Delay(10);
        }

        Assert.False(process.HasExited);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Body));
        Assert.Contains("HTTP/1.1 200 OK", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM secrets WHERE name = 'slow'"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task The_first_key_is_printed_and_never_logged(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var log = new LogCapture();
        await using var app = Program.Build(
            [
                "--urls=http://127.0.0.1:0",
                $"--Storage:Provider={provider}",
                $"--ConnectionStrings:Secrets={database.ConnectionString}",
                $"--Encryption:KeyRingPath={database.KeyRingPath}",
            ],
            log.TakeAll
        );
        await app.Services.OpenInstallationAsync(CancellationToken.None);
        await app.StartAsync();
        using var output = new StringWriter();

        await FirstKeyNotice.ShowAsync(app, output);
        await FirstKeyNotice.ShowAsync(app, output);

        Assert.Equal(3, output.ToString().Split("csk_").Length);
        Assert.DoesNotContain("csk_", log.Text, StringComparison.Ordinal);
    }

    /// <summary>Takes TLS as Postgres does, and says nothing in it.</summary>
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

    private static async Task<(string Output, string Errors)> ExitAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (await output, await errors);
    }

    private static async Task<string> ReadUntilAsync(Process process, string text)
    {
        var output = "";
        while (!output.Contains(text, StringComparison.Ordinal))
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            output += (line ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync())) + "\n";
        }

        return output;
    }

    private static async Task StopAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task<bool> ConnectsAsync(Uri url)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(url.Host, url.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex("Now listening on: (?<url>[^ \n]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ListeningLine();

    [GeneratedRegex("curl -H 'X-Session-API-Key: (?<token>[^']+)' (?<url>[^ \n]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex CurlLine();

    private Process Start(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Limits__DrainSeconds"] = "0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
