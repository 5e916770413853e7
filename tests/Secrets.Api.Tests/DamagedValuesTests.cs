using System.Text;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Values that cannot be decrypted, which must not affect other secrets.</summary>
public sealed class DamagedValuesTests
{
    private const string Damage = "UPDATE secrets SET envelope = substr(envelope, 1, 100)";

    [Theory]
    [OnBothDatabases]
    public async Task An_export_names_a_damaged_value_and_continues(StorageProvider provider)
    {
        await using var service = await StartAsync(provider);
        await service.Database.ExecuteAsync($"{Damage} WHERE name IN ('B', 'D')");
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.BaseAddress, "/api/export"));
        request.Headers.Add("X-Session-API-Key", service.Key);

        using var response = await client.SendAsync(request);

        Assert.Equal("A=one\n# B cannot be decrypted\nC=three\n# D cannot be decrypted\n", await response.Content.ReadAsStringAsync());
        Assert.Equal(["2"], response.TrailingHeaders.GetValues("Secrets-Not-Decrypted"));
        var events = (await service.SendAsync("GET", "/api/audit?action=secret.export")).Json.GetProperty("events").EnumerateArray();
        Assert.Equal(["done", "done", "failed", "failed"], events.Select(e => e.GetProperty("result").GetString()).Order());
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_complete_export_has_a_trailer_with_zero_failures(StorageProvider provider)
    {
        await using var service = await StartAsync(provider);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.BaseAddress, "/api/export"));
        request.Headers.Add("X-Session-API-Key", service.Key);

        using var response = await client.SendAsync(request);

        Assert.Equal("A=one\nB=two\nC=three\nD=four\n", await response.Content.ReadAsStringAsync());
        Assert.Equal(["0"], response.TrailingHeaders.GetValues("Secrets-Not-Decrypted"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_name_forged_in_the_database_cannot_add_a_line_to_an_export(StorageProvider provider)
    {
        await using var service = await StartAsync(provider);
        var lineBreak = provider == StorageProvider.Sqlite ? "char(10)" : "chr(10)";
        await service.Database.ExecuteAsync(
            $"UPDATE secrets SET name = 'x' || {lineBreak} || 'PATH=/evil' || {lineBreak} || 'y' WHERE name = 'B'"
        );

        Assert.Equal(
            "A=one\n# x?PATH=/evil?y cannot be decrypted\nC=three\nD=four\n",
            (await service.SendAsync("GET", "/api/export")).Body
        );
    }

    [Theory]
    [OnBothDatabases]
    [Trait("Category", "Slow")]
    public async Task Commands_report_a_damaged_value_by_their_exit_code(StorageProvider provider)
    {
        await using var service = await StartAsync(provider);
        await service.Database.ExecuteAsync($"{Damage} WHERE name = 'B'");
        foreach (var source in new string[][] { [], ["--url", $"{service.BaseAddress}"] })
        {
            var exported = await RunAsync(service, source.Length == 0 ? null : service.Key, ["export", .. source]);
            Assert.Equal((1, "A=one\n# B cannot be decrypted\nC=three\nD=four\n"), (exported.ExitCode, exported.Output));
            Assert.Contains("1 secrets", exported.Errors, StringComparison.Ordinal);

            var run = await RunAsync(service, source.Length == 0 ? null : service.Key, ["run", .. source, "--", "printenv", "A"]);
            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            Assert.Contains("cannot be decrypted: B.", run.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_rename_survives_a_damaged_old_version(StorageProvider provider)
    {
        await using var service = await StartAsync(provider);
        await service.SetValueAsync("A", "second");
        await service.SetValueAsync("A", "third");
        await service.Database.ExecuteAsync("UPDATE secret_versions SET envelope = substr(envelope, 1, 20) WHERE version = 1");

        Assert.Equal(200, (await service.UpdateAsync("A", "A renamed")).Status);

        (await service.RevealAsync("A renamed")).IsValue("third");
        (await service.RevealAsync("A renamed", version: 2)).IsValue("second");
        Assert.Equal(500, (await service.RevealAsync("A renamed", version: 1)).Status);
        var failed = Assert.Single(
            (await service.SendAsync("GET", "/api/audit?action=secret.update")).Json.GetProperty("events").EnumerateArray(),
            e => e.GetProperty("result").GetString() == "failed"
        );
        Assert.Equal(1, failed.GetProperty("version").GetInt32());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Every_way_to_set_a_value_replaces_a_damaged_one(StorageProvider provider)
    {
        await using var service = await StartAsync(provider);
        await service.Database.ExecuteAsync(Damage);

        Assert.Equal(400, (await ImportAsync(service, "fail")).Status);
        Assert.Equal(200, (await ImportAsync(service, "skip")).Status);
        Assert.Equal(500, (await service.RevealAsync("A")).Status);
        Assert.Equal(200, (await ImportAsync(service, "replace")).Status);
        Assert.Equal(200, (await service.SetValueAsync("B", "new two")).Status);
        Assert.Equal(200, (await service.SendJsonAsync("PUT", "/api/settings/secrets", """{"name":"C","value":"new three"}""")).Status);

        (await service.RevealAsync("A")).IsValue("new_one");
        (await service.RevealAsync("B")).IsValue("new two");
        (await service.RevealAsync("C")).IsValue("new three");
        Assert.Equal(200, (await service.DeleteAsync("D")).Status);
        var failed = (await service.SendAsync("GET", "/api/audit?action=secrets.import"))
            .Json.GetProperty("events")
            .EnumerateArray()
            .Where(e => e.GetProperty("result").GetString() == "failed");
        Assert.Equal(3, failed.Count());
    }

    private static Task<ServiceResponse> ImportAsync(RunningService service, string onConflict) =>
        service.SendAsync("POST", $"/api/import?on_conflict={onConflict}", Encoding.UTF8.GetBytes("A=new_one\n"), "text/plain");

    private static async Task<RunningService> StartAsync(StorageProvider provider)
    {
        var service = await RunningService.StartAsync(provider);
        foreach (var (name, value) in new[] { ("A", "one"), ("B", "two"), ("C", "three"), ("D", "four") })
        {
            Assert.Equal(200, (await service.CreateAsync(name, value)).Status);
        }

        return service;
    }
}
