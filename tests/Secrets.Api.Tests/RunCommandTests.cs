using Secrets.Application.SecretFiles;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>Environment and arguments of the program that <c>run</c> starts.</summary>
[Trait("Category", "Slow")]
public sealed class RunCommandTests
{
    [Fact]
    public async Task The_document_lists_the_names_that_are_left_out()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"));

        foreach (var (group, names) in SteeringVariables.Groups)
        {
            Assert.Contains($"| {group} | {string.Join(", ", names.Select(name => $"`{name}`"))} |\n", document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_that_opens_the_vault_is_passed_on_however_it_is_spelled()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        (string Name, string Value)[] spelled =
        [
            .. service.Database.Settings.Select(setting => (setting.Name.ToUpperInvariant(), setting.Value)),
            ("CUSTOMCONNSTR_SECRETS", service.Database.ConnectionString),
            ("dotnet_session_api_key", "a-session-key-of-the-vault"),
            ("ASPNETCORE_Kestrel__Certificates__Default__Password", "of-the-certificate"),
            ("SECRETS_API_KEY", "csk_of-another"),
            ("UNRELATED", "kept"),
        ];

        var result = await RunAsync(service.Database.Folder, ["run", "--", "env"], spelled);

        Assert.Equal(0, result.ExitCode);
        var names = result.Output.Split('\n').Select(line => line.Split('=')[0]).ToList();
        var passedOn = names.Intersect(spelled.Select(setting => setting.Name));
        Assert.Equal(["STORAGE__PROVIDER", "UNRELATED"], passedOn.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_secret_cannot_choose_which_code_runs_unless_it_is_allowed_to()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        foreach (var name in new[] { "PATH", "LD_PRELOAD", "NODE_OPTIONS", "TOKEN" })
        {
            await service.CreateAsync(name, "/nowhere");
        }

        var result = await RunAsync(service, "run", "--allow", "NODE_OPTIONS", "--", "sh", "-c", "echo $TOKEN $NODE_OPTIONS $LD_PRELOAD");

        Assert.Equal((0, "/nowhere /nowhere\n"), (result.ExitCode, result.Output));
        Assert.Equal(
            ["LD_PRELOAD", "PATH"],
            result.Errors.TrimEnd().Split('\n').Select(line => line.Split("runs: ")[1].Split('.')[0]).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_program_gets_the_bytes_of_its_arguments_and_the_open_files_of_its_caller()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        var program = $"dotnet '{typeof(Program).Assembly.Location}'";

        using var shell = ProgramProcess.Start(
            "sh",
            service.Database.Folder,
            ["-c", $"ulimit -Sn 345; {program} run -- sh -c 'printf %s \"$1\" | od -An -tx1; ulimit -Sn' - \"$(printf 'caf\\351')\"; exit"],
            service.Database.Settings
        );
        var result = await ProgramProcess.ExitAsync(shell);

        Assert.Equal((0, " 63 61 66 e9\n345\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Values_that_are_too_large_for_an_environment_are_named()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite);
        var file = Path.Combine(service.Database.Folder, "large.env");
        (string, string) limit = ("Limits__MaxValueBytes", "1000000");
        await File.WriteAllTextAsync(file, $"SMALL=1\nLARGE={new string('x', 140_000)}\n");
        Assert.Equal(0, (await RunAsync(service.Database, ["import", file], limit)).ExitCode);

        var one = await RunAsync(service.Database, ["run", "--", "printenv", "SMALL"], limit);
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 40).Select(i => $"S{i}={new string('x', 60_000 + i)}"));
        Assert.Equal(0, (await RunAsync(service.Database, ["import", file], limit)).ExitCode);
        var many = await RunAsync(service.Database, ["run", "--", "printenv", "SMALL"], limit);

        Assert.Equal((0, "1\n"), (one.ExitCode, one.Output));
        Assert.Contains("cannot hold it: LARGE", one.Errors, StringComparison.Ordinal);
        Assert.Equal((126, ""), (many.ExitCode, many.Output));
        Assert.Contains("S39 (60039 bytes), S38 (60038 bytes), S37 (60037 bytes)", many.Errors, StringComparison.Ordinal);
    }
}
