using System.Diagnostics;
using System.Text;

namespace Secrets.Infrastructure.Tests;

public sealed class FileReplacementTests : IDisposable
{
    private const UnixFileMode Created = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-test-").FullName;

    private string File => Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("600")]
    [InlineData("640")]
    [InlineData("664")]
    public void Replacing_a_file_keeps_its_owner_and_permissions(string mode)
    {
        System.IO.File.WriteAllText(File, "old");
        Run("chmod", mode, File);
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", "1654:1655", File);
        }

        var before = Run("stat", "-c", "%u %g %a", File);
        FileReplacement.Write(File, Write("new"), Created);

        Assert.Equal("new", System.IO.File.ReadAllText(File));
        Assert.Equal(before, Run("stat", "-c", "%u %g %a", File));
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Replacing_a_symbolic_link_replaces_its_target()
    {
        var target = Path.Combine(_folder, "target");
        System.IO.File.WriteAllText(target, "old");
        System.IO.File.CreateSymbolicLink(File, "target");

        FileReplacement.Write(File, Write("new"), Created);

        Assert.Equal("new", System.IO.File.ReadAllText(target));
        Assert.Equal("target", new FileInfo(File).LinkTarget);
    }

    [Fact]
    public void A_missing_file_is_created_even_if_a_symbolic_link_points_to_it()
    {
        System.IO.File.CreateSymbolicLink(File, "target");

        FileReplacement.Write(File, Write("new"), Created);

        Assert.Equal("new", System.IO.File.ReadAllText(Path.Combine(_folder, "target")));
        FileReplacement.Write(File + ".other", Write("other"), Created);
        Assert.Equal("other", System.IO.File.ReadAllText(File + ".other"));
    }

    [Fact]
    public void A_device_is_written_to_instead_of_replaced()
    {
        FileReplacement.Write("/dev/null", Write("new"), Created);

        Assert.Equal("character special file\n", Run("stat", "-c", "%F", "/dev/null"));
    }

    [Fact]
    public void A_failed_write_keeps_the_old_content_and_leaves_no_temporary_file()
    {
        System.IO.File.WriteAllText(File, "old");

        Assert.Throws<InvalidOperationException>(() => FileReplacement.Write(File, _ => throw new InvalidOperationException(), Created));

        Assert.Equal("old", System.IO.File.ReadAllText(File));
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    private static Action<Stream> Write(string text) => file => file.Write(Encoding.UTF8.GetBytes(text));

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
