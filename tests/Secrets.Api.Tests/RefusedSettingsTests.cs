using System.Net;
using System.Net.Sockets;

namespace Secrets.Api.Tests;

/// <summary>Starts of the program that an invalid setting prevents.</summary>
[Trait("Category", "Slow")]
public sealed class RefusedSettingsTests : IDisposable
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
        "ConnectionStrings__Secrets: a database in memory is lost at exit"
    )]
    [InlineData(
        "ConnectionStrings__Secrets",
        "Data Source=x.db;Mode=Memory;Cache=Shared",
        "ConnectionStrings__Secrets: a database in memory is lost at exit"
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
    [InlineData("ConnectionStrings__Secrets", "Data Source=|DataDirectory|x.db", "ConnectionStrings__Secrets: Data Source must be a path")]
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
    public async Task An_invalid_setting_is_named_and_nothing_starts(string setting, string value, string named)
    {
        var (exitCode, output, errors) = await StartAsync((setting, value));

        Assert.Equal(1, exitCode);
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
    public async Task A_setting_that_another_setting_requires_is_named(
        string named,
        string setting,
        string value,
        string required,
        string requiredValue
    )
    {
        var (exitCode, _, errors) = await StartAsync((setting, value), (required, requiredValue));

        Assert.Equal(1, exitCode);
        Assert.StartsWith(named + ": ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_session_key_longer_than_a_request_may_carry_is_refused()
    {
        var (exitCode, _, errors) = await StartAsync(("SESSION_API_KEY", new string('x', 1025)));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("SESSION_API_KEY", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Encryption__KmsKeyId: AWS KMS failed: Connection refused", "eu-central-1", "AKIATEST", "http://127.0.0.1:1")]
    [InlineData("Encryption__KmsKeyId: AWS KMS failed: ", "eu-central-1", "", "http://127.0.0.1:1")]
    [InlineData("AWS_REGION: ", "", "AKIATEST", "")]
    public async Task An_unusable_KMS_is_named(string named, string region, string accessKeyId, string endpoint)
    {
        var (exitCode, _, errors) = await StartAsync(
            ("Encryption__KmsKeyId", "alias/secrets"),
            ("Encryption__KmsEndpoint", endpoint),
            ("AWS_REGION", region),
            ("AWS_ACCESS_KEY_ID", accessKeyId),
            ("AWS_SECRET_ACCESS_KEY", "hunter2"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        );

        Assert.Equal(1, exitCode);
        Assert.StartsWith(named, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (exitCode, _, errors) = await StartAsync(("ASPNETCORE_URLS", $"http://{taken.LocalEndpoint}"));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("ASPNETCORE_URLS: ", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private Task<(int ExitCode, string Output, string Errors)> StartAsync(params (string Name, string Value)[] settings) =>
        CommandLine.RunAsync(_folder, [], [("ASPNETCORE_URLS", "http://127.0.0.1:0"), .. settings]);
}
