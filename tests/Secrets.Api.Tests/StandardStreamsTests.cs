using System.Text;
using System.Text.Json;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Commands with closed or unusual standard streams, and from other folders.</summary>
[Trait("Category", "Slow")]
public sealed class StandardStreamsTests(Services services) : IClassFixture<Services>
{
    [Theory]
    [InlineData(">&-", "Standard output is closed. Redirect it to /dev/null if it is not needed.\n")]
    [InlineData("2>&-", "")]
    public async Task A_command_whose_output_is_closed_does_nothing(string redirection, string error)
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        const string Count = "SELECT count(*) FROM api_keys";
        var before = await service.Database.ScalarAsync<long>(Count);

        var ended = await ShellAsync(service, $"exec dotnet \"$PROGRAM\" keys create --scopes secrets:list {redirection}");

        Assert.Equal((1, "", error), ended);
        Assert.Equal(before, await service.Database.ScalarAsync<long>(Count));
    }

    [Fact]
    public async Task A_command_that_cannot_print_its_result_says_so()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);

        var ended = await ShellAsync(service, "exec dotnet \"$PROGRAM\" owners list --json >/dev/full");

        Assert.Equal((1, "", "No space left on device\n"), ended);
    }

    [Fact]
    public async Task Import_does_not_wait_for_standard_input_that_is_closed()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);

        var ended = await ShellAsync(service, "exec dotnet \"$PROGRAM\" import - <&-");

        Assert.Equal((2, "", "Standard input is closed.\n"), ended);
    }

    [Fact]
    public async Task Json_is_utf8_in_every_locale()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        using var process = ProgramProcess.Start(
            service.Database.Folder,
            ["import", "--json", "-"],
            [.. service.Database.Settings, ("LC_ALL", "en_US.ISO-8859-1")]
        );
        await process.StandardInput.BaseStream.WriteAsync("schlüssel_ключ=1\n"u8.ToArray());
        process.StandardInput.Close();
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync().WaitAsync(ProgramProcess.ExitTimeout);

        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(output.ToArray());
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("schlüssel_ключ", JsonDocument.Parse(text).RootElement.GetProperty("added")[0].GetString());
    }

    [Fact]
    public async Task Dotnet_run_reads_files_of_the_folder_that_it_is_run_in_and_keeps_data_in_the_checkout()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        var project = Path.Combine(Repository.Root, "src", "Secrets.Api");
        await File.WriteAllTextAsync(Path.Combine(service.Database.Folder, "relative.env"), "RELATIVE=1\n");

        var imported = await StartAsync(["import", "relative.env"]);
        var folder = await StartAsync(["run", "--", "pwd"]);
        var refused = await StartAsync(["owners", "list"], ("Encryption__KeyRingPath", ""));

        Assert.Equal((0, "added      RELATIVE\n"), (imported.ExitCode, imported.Output));
        Assert.Equal((0, $"{service.Database.Folder}\n"), (folder.ExitCode, folder.Output));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"'{Path.Combine(Repository.Root, "data", "keyring.json")}'", refused.Errors, StringComparison.Ordinal);

        Task<(int ExitCode, string Output, string Errors)> StartAsync(string[] arguments, params (string, string)[] settings) =>
            ProgramProcess.ExitAsync(
                ProgramProcess.Start(
                    "dotnet",
                    service.Database.Folder,
                    ["run", "--no-build", "--project", project, "--", .. arguments],
                    [.. service.Database.Settings, .. settings]
                )
            );
    }

    private static Task<(int ExitCode, string Output, string Errors)> ShellAsync(RunningService service, string command) =>
        ProgramProcess.ExitAsync(
            ProgramProcess.Start(
                "sh",
                service.Database.Folder,
                ["-c", command],
                [.. service.Database.Settings, ("PROGRAM", typeof(Program).Assembly.Location)]
            )
        );
}
