using System.Text.RegularExpressions;
using Secrets.Api.Hosting;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>First starts of the program.</summary>
[Trait("Category", "Slow")]
public sealed partial class StartupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_first_start_creates_its_files_and_prints_a_key_once_with_a_curl_command_that_works()
    {
        await using (var service = await ServiceProcess.StartAsync(_folder, handler: null))
        {
            var output = await service.ReadUntilAsync("curl");
            var curl = CurlLine().Match(output);
            var token = curl.Groups["token"].Value;
            Assert.Equal(3, output.Split(token).Length);
            Assert.Equal(service.Address, new Uri(new Uri(curl.Groups["url"].Value), "/"));
            var (_, body, _) = await service.SendAsync("GET", new Uri(curl.Groups["url"].Value).AbsolutePath, key: token);
            Assert.Equal("""{"custom_secrets":[]}""", body);
            await service.StopAsync();
        }

        Assert.Equal(
            ["audit-checkpoint.json", "keyring.json", "secrets.db"],
            Directory.GetFiles(Path.Combine(_folder, "data")).Select(Path.GetFileName).Order()
        );
        await using var restarted = await ServiceProcess.StartAsync(_folder, handler: null);
        Assert.DoesNotContain("csk_", await restarted.StopAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_with_a_key_ring_file_loads_neither_the_AWS_SDK_nor_what_terminals_need()
    {
        await using var service = await ServiceProcess.StartAsync(_folder, handler: null);
        await service.ReadUntilAsync("curl");

        var mapped = await service.ReadMappedFilesAsync();

        await service.StopAsync();
        Assert.Contains("Secrets.Infrastructure.dll", mapped, StringComparison.Ordinal);
        Assert.DoesNotContain("AWSSDK", mapped, StringComparison.Ordinal);
        Assert.DoesNotContain("System.CommandLine", mapped, StringComparison.Ordinal);
        Assert.DoesNotContain("Spectre.Console", mapped, StringComparison.Ordinal);
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

    [GeneratedRegex("curl -H 'X-Session-API-Key: (?<token>[^']+)' (?<url>[^ \n]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex CurlLine();
}
