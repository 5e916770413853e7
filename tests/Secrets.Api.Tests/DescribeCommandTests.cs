using System.Text.Json;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>The commands <c>describe</c> and <c>list --long</c>.</summary>
[Trait("Category", "Slow")]
public sealed class DescribeCommandTests
{
    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task Metadata_is_changed_shown_and_listed(StorageProvider provider, bool isRemote)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("A", "a long enough value");
        await service.CreateAsync("B", "a long enough value");

        var changed = await DescribeAsync(
            "A",
            "--label=team=core",
            "--label=tier=",
            "--expires-at=2031-01-31T12:00:00Z",
            "--rotate-every-days=3650",
            "--description=for CI",
            "--canary=true"
        );
        var shown = await DescribeAsync("A", "--json");
        var listed = await RunAsync(["list", "--label=team"]);
        var due = await RunAsync(["list", "--due=0d", "--json"]);
        var all = await RunAsync(["list", "--long"]);
        string[] clear = ["--remove-label=team", "--expires-at=never", "--rotate-every-days=never", "--description", ""];
        var cleared = await DescribeAsync(["A", .. clear]);
        var table = await DescribeAsync("A");
        var absent = await DescribeAsync("none", "--label=a=b");

        Assert.Equal((0, ""), (changed.ExitCode, changed.Output));
        var secret = JsonDocument.Parse(shown.Output).RootElement;
        Assert.Equal("""{"team":"core","tier":""}""", secret.GetProperty("labels").GetRawText());
        Assert.Equal("2031-01-31T12:00:00+00:00", secret.GetProperty("due").GetString());
        Assert.Equal("for CI", secret.GetProperty("description").GetString());
        Assert.True(secret.GetProperty("canary").GetBoolean());
        Assert.Equal(
            [
                "NAME  DESCRIPTION  DUE                   LAST REVEALED  LABELS",
                "A     for CI       2031-01-31 12:00:00Z  -              team=core, tier=",
            ],
            listed.Output.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())
        );
        Assert.Equal("{\"secrets\":[]}\n", due.Output);
        Assert.Equal(3, all.Output.TrimEnd('\n').Split('\n').Length);
        Assert.Equal(0, cleared.ExitCode);
        Assert.Contains("tier=", table.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^value_created_at  [0-9-]{10} [0-9:]{8}Z", table.Output);
        Assert.DoesNotContain("team=core", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("2031", table.Output, StringComparison.Ordinal);
        Assert.Equal(3, absent.ExitCode);

        Task<(int ExitCode, string Output, string Errors)> DescribeAsync(params string[] arguments) => RunAsync(["describe", .. arguments]);

        Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] arguments) =>
            isRemote
                ? CommandLine.RunAsync(service, service.Key, [.. arguments, "--url", $"{service.BaseAddress}"])
                : CommandLine.RunAsync(service, arguments);
    }

    [Theory]
    [OnBothDatabases("describe", "A", "--label=team")]
    [OnBothDatabases("describe", "A", "--expires-at=soon")]
    [OnBothDatabases("describe", "A", "--rotate-every-days=x")]
    [OnBothDatabases("list", "--due=14")]
    [OnBothDatabases("list", "--unused=90")]
    [OnBothDatabases("list", "--label=a b")]
    public async Task An_option_that_is_not_valid_is_refused(StorageProvider provider, params string[] arguments)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        Assert.Equal(2, (await RunAsync(database, arguments)).ExitCode);
    }
}
