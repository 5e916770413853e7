using System.Diagnostics;
using static Secrets.Api.Tests.CommandLine;

namespace Secrets.Api.Tests;

/// <summary>The command <c>serve</c>, and arguments that other ASP.NET programs take.</summary>
[Trait("Category", "Slow")]
public sealed class ServeCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("serve", "--urls", "http://127.0.0.1:0;http://127.0.0.2:0")]
    [InlineData("--urls=http://127.0.0.1:0;http://127.0.0.2:0")]
    public async Task Urls_take_precedence_over_the_settings(params string[] arguments)
    {
        using var process = ProgramProcess.Start(_folder, arguments, [("ASPNETCORE_URLS", "http://127.0.0.3:0")]);
        var lines = new List<string>();
        while (!lines.Exists(line => line.Contains("Application started", StringComparison.Ordinal)))
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(ProgramProcess.ExitTimeout);
            lines.Add(line ?? throw new UnreachableException());
        }

        await ProgramProcess.SignalAsync(process, "TERM");
        var (exitCode, _, errors) = await ProgramProcess.ExitAsync(process);

        Assert.Equal((0, ""), (exitCode, errors));
        var listening = lines.FindAll(line => line.Contains("Now listening on", StringComparison.Ordinal));
        Assert.Contains("http://127.0.0.1:", listening[0], StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.2:", listening[1], StringComparison.Ordinal);
        Assert.Equal(2, listening.Count);
    }

    [Theory]
    [InlineData("--urls: must be addresses", "--urls", "9000")]
    [InlineData("--urls: must be addresses", "serve", "--urls", "http://127.0.0.1:0;nonsense")]
    [InlineData("Set Storage__Provider.", "--Storage:Provider=Postgres")]
    [InlineData("Set ConnectionStrings__Secrets.", "serve", "--ConnectionStrings:Secrets", "Password=hunter2")]
    [InlineData("Set ASPNETCORE_ENVIRONMENT.", "--environment", "Development")]
    [InlineData("Use --urls http://127.0.0.1:9000.", "serve", "--port", "9000")]
    [InlineData("Unrecognized command or argument 'sevre'", "sevre")]
    public async Task A_wrong_argument_creates_nothing_and_the_right_one_is_named(string expected, params string[] arguments)
    {
        var (exitCode, _, errors) = await RunAsync(_folder, arguments);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Help_calls_the_program_secrets()
    {
        var (exitCode, output, _) = await RunAsync(_folder, ["keys", "create", "--help"]);

        Assert.Equal(0, exitCode);
        Assert.Contains("Usage:\n  secrets keys create [options]", output, StringComparison.Ordinal);
    }
}
