using System.Runtime.InteropServices;

namespace Secrets.Infrastructure;

/// <summary>Files and folders that only the user of this process may read.</summary>
internal static partial class PrivateFile
{
    /// <param name="mode">With <see cref="FileMode.OpenOrCreate"/> a file that exists keeps its permissions.</param>
    public static FileStream Open(string path, FileMode mode)
    {
        // Without a buffer, in which keys would stay.
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>
    /// Gives a complete file its name, unless the name is taken; of several processes that try at once one succeeds. When this returns,
    /// the name stays.
    /// </summary>
    /// <exception cref="IOException">The name is taken, or the file system refuses.</exception>
    public static void Publish(string temporary, string path)
    {
        // On Unix File.Move looks whether the name is taken and then renames, over what has come in between.
        if (OperatingSystem.IsWindows())
        {
            File.Move(temporary, path, overwrite: false);
        }
        else if (Link(temporary, path) == 0)
        {
            File.Delete(temporary);
            FlushFolderOf(Path.GetFullPath(path));
        }
        else
        {
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }
    }

    /// <summary>
    /// Gives a file that exists another content. Whatever happens meanwhile, either the old or the new one is there, complete; when this
    /// returns, the new one stays.
    /// </summary>
    public static void Replace(string path, Action<Stream> write)
    {
        path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = Open(temporary, FileMode.CreateNew))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        FlushFolderOf(path);
    }

    /// <summary>Makes the folder that <paramref name="path"/> is in, where it does not exist.</summary>
    public static void CreateFolderOf(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    // Else a name that was just given could be lost with the power.
    private static void FlushFolderOf(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = OpenFile(Path.GetDirectoryName(path)!, flags: 0);
        if (folder < 0 || Synchronize(folder) != 0)
        {
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }

        _ = Close(folder);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Link(string existing, string added);
}
