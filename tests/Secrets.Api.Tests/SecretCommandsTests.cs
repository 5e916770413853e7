using System.Text;
using System.Text.Json;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>The everyday commands of secrets, on the database of the settings and with <c>--url</c>.</summary>
[Trait("Category", "Slow")]
public sealed class SecretCommandsTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task A_secret_is_set_read_renamed_deleted_and_restored(StorageProvider provider, bool remote)
    {
        var (service, key, source) = await PrepareAsync(provider, remote, "everyday");
        const string First = "line 1\nlin\u00e9 2\u2028\"\\\t";

        var created = await RunAsync(service, key, ["set", "A/b %2F", "--description", "d\u00e9sc", .. source], First);
        Assert.Equal((0, ""), (created.ExitCode, created.Output));
        Assert.Contains("Warning: The value begins or ends with white space.\n", created.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("line 1", created.Errors, StringComparison.Ordinal);
        var changed = await RunAsync(service, key, ["set", "A/b %2F", .. source], "second value");
        Assert.Equal((0, "", "Set the value of A/b %2F.\n"), changed);

        Assert.Equal((0, "second value", ""), await RunAsync(service, key, ["get", "A/b %2F", .. source]));
        Assert.Equal((0, First, ""), await RunAsync(service, key, ["get", "A/b %2F", "--version", "1", .. source]));
        Assert.Equal((3, ""), OutputOf(await RunAsync(service, key, ["get", "A/b %2F", "--version", "3", .. source])));
        Assert.Equal((3, ""), OutputOf(await RunAsync(service, key, ["get", "A", .. source])));

        Assert.Equal(0, (await RunAsync(service, key, ["rename", "A/b %2F", "C", .. source])).ExitCode);
        Assert.Equal(0, (await RunAsync(service, key, ["rollback", "C", "1", .. source])).ExitCode);
        Assert.Equal(3, (await RunAsync(service, key, ["rollback", "C", "9", .. source])).ExitCode);
        Assert.Equal((0, First, ""), await RunAsync(service, key, ["get", "C", .. source]));
        Assert.Equal((0, "NAME  DESCRIPTION\nC     d\u00e9sc\n", ""), await RunAsync(service, key, ["list", .. source]));

        var versions = await RunAsync(service, key, ["versions", "C", "--json", .. source]);
        Assert.Equal(
            [(3, true), (2, false), (1, false)],
            JsonDocument
                .Parse(versions.Output)
                .RootElement.GetProperty("versions")
                .EnumerateArray()
                .Select(version => (version.GetProperty("number").GetInt32(), version.GetProperty("current").GetBoolean()))
        );

        Assert.Equal(0, (await RunAsync(service, key, ["delete", "C", .. source])).ExitCode);
        Assert.Equal(3, (await RunAsync(service, key, ["delete", "C", .. source])).ExitCode);
        Assert.Equal(0, (await RunAsync(service, key, ["undelete", "C", .. source])).ExitCode);
        Assert.Equal(3, (await RunAsync(service, key, ["undelete", "C", .. source])).ExitCode);
        Assert.Equal((0, First, ""), await RunAsync(service, key, ["get", "C", .. source]));
    }

    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task If_several_deleted_secrets_had_a_name_undelete_lists_them_and_takes_an_id(StorageProvider provider, bool remote)
    {
        var (service, key, source) = await PrepareAsync(provider, remote, "several");
        foreach (var value in new[] { "first value", "second value" })
        {
            Assert.Equal(0, (await RunAsync(service, key, ["set", "A", .. source], value)).ExitCode);
            Assert.Equal(0, (await RunAsync(service, key, ["delete", "A", .. source])).ExitCode);
        }

        var refused = await RunAsync(service, key, ["undelete", "A", .. source]);
        Assert.Equal((4, ""), (refused.ExitCode, refused.Output));
        var ids = refused.Errors.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line[2..38]);
        var older = ids.ToArray()[1];

        Assert.Equal(3, (await RunAsync(service, key, ["undelete", "B", "--id", older, .. source])).ExitCode);
        Assert.Equal(0, (await RunAsync(service, key, ["undelete", "A", "--id", older, .. source])).ExitCode);
        Assert.Equal((0, "first value", ""), await RunAsync(service, key, ["get", "A", .. source]));

        var taken = await RunAsync(service, key, ["undelete", "A", .. source]);
        Assert.Equal(4, taken.ExitCode);
        Assert.Contains("exists", taken.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task A_list_has_all_pages(StorageProvider provider, bool remote)
    {
        var (service, key, source) = await PrepareAsync(provider, remote, "many");
        var names = Enumerable.Range(0, 230).Select(i => $"NAME_{i}").ToList();
        var file = string.Concat(names.Select(name => $"{name}=value of {name}\n"));
        Assert.Equal(0, (await RunAsync(service, key, ["import", "-", .. source], file)).ExitCode);

        var list = await RunAsync(service, key, ["list", "--json", .. source]);
        var table = await RunAsync(service, key, ["list", .. source]);

        var listed = JsonDocument.Parse(list.Output).RootElement.GetProperty("custom_secrets").EnumerateArray();
        Assert.Equal(names, listed.Select(secret => secret.GetProperty("name").GetString()));
        Assert.Equal(["NAME", .. names], table.Output.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData("A value is never an argument", "", "set", "A", "hunter2")]
    [InlineData("A value is never an argument", "", "set", "A=hunter2")]
    [InlineData("A value is never an argument", "", "set", "A", "--value=hunter2")]
    [InlineData("A value is never an argument", "", "set", "--value", "hunter2", "A")]
    [InlineData("Standard input is empty", "", "set", "A")]
    [InlineData("not UTF-8", "\ud800", "set", "A", "--file", "latin1.txt")]
    [InlineData("none.txt", "", "set", "A", "--file", "none.txt")]
    [InlineData("longer than", "", "set", "A", "--file", "/dev/zero")]
    [InlineData("cannot be empty", "hunter2", "set", "..")]
    [InlineData("name", "hunter2", "set", "a\nb")]
    public async Task A_value_that_cannot_be_set_is_refused_and_not_repeated(string reason, string input, params string[] arguments)
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        await File.WriteAllBytesAsync(Path.Combine(service.Database.Folder, "latin1.txt"), [0x68, 0x75, 0x6e, 0x74, 0x65, 0x72, 0xe9]);

        var (exitCode, output, errors) = await RunAsync(service, key: null, arguments, input);

        Assert.Equal(2, exitCode);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", errors + output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_can_be_an_empty_value()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);

        Assert.Equal(0, (await RunAsync(service, "set", "EMPTY", "--file", "/dev/null")).ExitCode);

        Assert.Equal((0, "", ""), await RunAsync(service, "get", "EMPTY"));
    }

    [Theory]
    [InlineData("typed wr\u007fvalue\r", 0, "typed wvalue")]
    [InlineData("first line\rsecond line\r", 2, null)]
    [InlineData("\r", 2, null)]
    public async Task On_a_terminal_the_value_is_asked_for_and_not_shown(string typed, int expected, string? value)
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        var name = $"TYPED_{typed.Length}";
        using var terminal = ProgramProcess.Start(
            "script",
            service.Database.Folder,
            ["-qec", $"dotnet '{typeof(Program).Assembly.Location}' set {name}; echo ended with $?", "/dev/null"],
            [.. service.Database.Settings, ("TERM", "xterm")]
        );
        var shown = new StringBuilder();
        await ReadUntilAsync("(not shown)");
        await terminal.StandardInput.WriteAsync(typed);
        await terminal.StandardInput.FlushAsync();
        await ReadUntilAsync($"ended with {expected}");
        terminal.StandardInput.Close();

        Assert.DoesNotContain("value\r", shown.ToString().Replace("of value", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("typed w", shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("line\r", shown.ToString(), StringComparison.Ordinal);
        var read = await RunAsync(service, "get", name);
        Assert.Equal(value is null ? (3, "") : (0, value), OutputOf(read));

        async Task ReadUntilAsync(string text)
        {
            var buffer = new char[1024];
            while (!shown.ToString().Contains(text, StringComparison.Ordinal))
            {
                var length = await terminal.StandardOutput.ReadAsync(buffer).AsTask().WaitAsync(ProgramProcess.ExitTimeout);
                Assert.NotEqual(0, length);
                shown.Append(buffer, 0, length);
            }
        }
    }

    private static (int, string) OutputOf((int ExitCode, string Output, string Errors) result) => (result.ExitCode, result.Output);

    private async Task<(RunningService Service, string Key, string[] Source)> PrepareAsync(
        StorageProvider provider,
        bool remote,
        string owner
    )
    {
        var service = await services.OnAsync(provider);
        owner = $"{owner}-{(remote ? "remote" : "local")}";
        var key = await service.CreateKeyAsync(owner, "secrets:list", "secrets:reveal", "secrets:write");
        return (service, key, remote ? ["--url", service.BaseAddress.ToString()] : ["--owner", owner]);
    }
}
