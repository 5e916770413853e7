using Secrets.Infrastructure;

namespace Secrets.Api.Tests;

/// <summary>Output of commands on a terminal, which is <c>script</c> of util-linux, and elsewhere.</summary>
[Trait("Category", "Slow")]
public sealed class TerminalTests(Services services) : IClassFixture<Services>
{
    private const string Green = "\e[32m";

    [Fact]
    public async Task A_terminal_shows_tables_with_borders_and_names_as_they_are()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        await CommandLine.RunAsync(service, "keys", "create", "--owner", "markup", "--name", "[red]x[/]", "--scopes", "secrets:list");

        var shown = await ShowAsync(service, "keys list --owner markup");
        var narrow = await ShowAsync(service, "keys list --owner markup", ("COLUMNS", "60"));
        var printed = await CommandLine.RunAsync(service, "keys", "list", "--owner", "markup");

        Assert.Contains("╭─", shown, StringComparison.Ordinal);
        Assert.Contains("[red]x[/]", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("╭─", narrow, StringComparison.Ordinal);
        Assert.Contains("[red]x[/]", narrow, StringComparison.Ordinal);
        Assert.StartsWith("ID  ", printed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', printed.Output);
    }

    [Fact]
    public async Task Colors_need_a_capable_terminal_and_a_user_who_wants_them()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);

        var shown = await ShowAsync(service, "doctor --sample 1");
        var colorless = await ShowAsync(service, "doctor --sample 1", ("NO_COLOR", "1"));
        var dumb = await ShowAsync(service, "doctor --sample 1", ("TERM", "dumb"));

        Assert.Contains($"{Green}ok", shown, StringComparison.Ordinal);
        Assert.Contains("ok     schema", colorless, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[3", colorless, StringComparison.Ordinal);
        Assert.Contains("ok     schema", dumb, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', dumb);
    }

    [Fact]
    public async Task Progress_is_shown_on_a_terminal_and_not_if_it_is_not_wanted_or_short()
    {
        var service = await services.OnAsync(StorageProvider.Sqlite);
        var file = Path.Combine(service.Database.Folder, "progress.env");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 300).Select(i => $"PROGRESS_{i}=value-of-progress"));

        var shown = await ShowAsync(service, $"import {file}");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 300).Select(i => $"PROGRESS_{i}=other-than-progress"));
        var printed = await CommandLine.RunAsync(service, "import", "--on-conflict", "replace", file);
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 300).Select(i => $"PROGRESS_{i}=third-of-progress"));
        var quiet = await ShowAsync(service, $"import --quiet --on-conflict replace {file}");

        Assert.Contains("\rImported: 300 of 300 (100%)", shown, StringComparison.Ordinal);
        Assert.Contains("\nadded      PROGRESS_0", shown, StringComparison.Ordinal);
        Assert.Equal((0, ""), (printed.ExitCode, printed.Errors));
        Assert.Contains("changed    PROGRESS_0", quiet, StringComparison.Ordinal);
        Assert.DoesNotContain("Imported", quiet, StringComparison.Ordinal);
    }

    /// <summary>Returns what a terminal shows of a command.</summary>
    private static async Task<string> ShowAsync(RunningService service, string command, params (string Name, string Value)[] settings)
    {
        using var terminal = ProgramProcess.Start(
            "script",
            service.Database.Folder,
            ["-qec", $"stty cols ${{COLUMNS:-160}}; dotnet '{typeof(Program).Assembly.Location}' {command}", "/dev/null"],
            [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), .. service.Database.Settings, .. settings]
        );
        terminal.StandardInput.Close();
        var result = await ProgramProcess.ExitAsync(terminal);
        Assert.Equal(0, result.ExitCode);
        return result.Output;
    }
}
