using System.Runtime.Versioning;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Warnings about settings that are likely mistakes, at the start and in <c>doctor</c>.</summary>
[Trait("Category", "Slow")]
public sealed class SettingWarningsTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Unknown_settings_are_reported_with_the_likely_name()
    {
        const string Advice = "Limits__VersionsKep is not a setting of this program and is ignored. Did you mean Limits__VersionsKept?";
        (string, string)[] settings = [("Limits__VersionsKep", "3"), ("Storage__Provder", "Sqlite"), ("Proxy__Neworks", "")];
        await using var service = await ServiceProcess.StartAsync(_database, settings);
        var output = await service.StopAsync();

        var doctor = await CommandLine.RunAsync(_database, ["doctor"], settings);

        Assert.Equal(0, doctor.ExitCode);
        foreach (var text in new[] { output, doctor.Output })
        {
            Assert.Contains(Advice, text, StringComparison.Ordinal);
            Assert.Contains("Did you mean Storage__Provider?", text, StringComparison.Ordinal);
            Assert.Contains("Did you mean Proxy__Networks?", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_key_ring_readable_by_every_user_is_reported()
    {
        await using (var service = await ServiceProcess.StartAsync(_database))
        {
            Assert.DoesNotContain("every user can read", await service.StopAsync(), StringComparison.Ordinal);
        }

        File.SetUnixFileMode(_database.KeyRingPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await using (var service = await ServiceProcess.StartAsync(_database))
        {
            Assert.Contains($"every user can read '{_database.KeyRingPath}'", await service.StopAsync(), StringComparison.Ordinal);
        }

        Assert.Contains(
            $"WARN   settings  Encryption__KeyRingPath: every user can read '{_database.KeyRingPath}'",
            (await CommandLine.RunAsync(_database, ["doctor"])).Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Proxy__Networks", "10.0.0.0/33")]
    [InlineData("Audit__RetentionDays", "-1")]
    [InlineData("Logging__LogLevel__Default", "Verbose")]
    [InlineData("Logging__Console__FormatterName", "foo")]
    [InlineData("Limits__Connections", "0")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:99999")]
    [InlineData("Kestrel__Certificates__Default__Path", "/proc/none.pem")]
    public async Task Doctor_refuses_what_the_service_refuses(string setting, string value)
    {
        var doctor = await CommandLine.RunAsync(_database, ["doctor"], (setting, value));

        Assert.Equal(1, doctor.ExitCode);
        Assert.StartsWith($"WRONG  settings  {setting}: ", doctor.Output, StringComparison.Ordinal);
    }
}
