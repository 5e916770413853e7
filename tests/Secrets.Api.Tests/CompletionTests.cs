namespace Secrets.Api.Tests;

/// <summary>Completion in a real bash. <c>tests/tool</c> tries the other shells.</summary>
[Trait("Category", "Slow")]
public sealed class CompletionTests
{
    [Fact]
    public async Task Bash_completes_commands_options_and_values_and_runs_nothing()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var script = await CommandLine.RunAsync(folder.FullName, ["completion", "bash"]);
            Assert.Equal((0, ""), (script.ExitCode, script.Errors));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "completion.bash"), script.Output);

            Assert.Equal(["keyring", "keys"], await CompleteAsync("ke"));
            Assert.Superset(new HashSet<string> { "create", "list", "--quiet" }, (await CompleteAsync("keys", "")).ToHashSet());
            Assert.Equal(["--expires"], await CompleteAsync("keys", "create", "--name", "list", "--exp"));
            Assert.Equal(["--quiet"], await CompleteAsync("import", "--q"));
            Assert.Equal(["fail", "replace", "skip"], await CompleteAsync("import", "--on-conflict", ""));
            Assert.Equal(["bash"], await CompleteAsync("completion", "b"));
            Assert.Empty(await CompleteAsync("import", ""));
            Assert.Empty(await CompleteAsync("run", "--", ""));
            Assert.Empty(await CompleteAsync("import", "$(touch ran)", "`touch ran`", "$(touch ran)"));
            Assert.False(File.Exists(Path.Combine(folder.FullName, "ran")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task<IReadOnlyList<string>> CompleteAsync(params string[] words)
        {
            const string Complete = """
                source ./completion.bash; COMP_WORDS=(secrets "$@") COMP_CWORD=$#; _secrets; printf '%s\n' "${COMPREPLY[@]}"
                """;
            using var bash = ProgramProcess.Start("bash", folder.FullName, ["--norc", "-c", Complete, "-", .. words], []);
            var result = await ProgramProcess.ExitAsync(bash);
            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
            return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task The_man_page_has_every_command_that_help_shows()
    {
        var page = await CommandLine.RunAsync(Path.GetTempPath(), ["man"]);
        var help = await CommandLine.RunAsync(Path.GetTempPath(), ["--help"]);

        Assert.Equal(0, page.ExitCode);
        Assert.Contains("\n.SS secrets keys create\n", page.Output, StringComparison.Ordinal);
        Assert.Contains("\n.SS secrets import <file>\n", page.Output, StringComparison.Ordinal);
        Assert.Contains("\n.B \\-\\-on\\-conflict fail|replace|skip\n", page.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets man", page.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("  man ", help.Output, StringComparison.Ordinal);
    }
}
