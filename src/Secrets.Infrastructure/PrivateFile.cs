using System.Runtime.InteropServices;

namespace Secrets.Infrastructure;

/// <summary>Creates files and folders that only the user of this process can read.</summary>
internal static partial class PrivateFile
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int Exists = 17;
    private const int CurrentFolder = -100;
    private const uint DoNotReplace = 1;

    /// <param name="mode">With <see cref="FileMode.OpenOrCreate"/> an existing file keeps its permissions.</param>
    public static FileStream Open(string path, FileMode mode, UnixFileMode permissions = Mode)
    {
        // No buffer, because it would keep copies of keys.
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = permissions;
        }

        return new FileStream(path, options);
    }

    /// <summary>
    /// Renames a complete file unless the new name is taken. If several processes try at once, one succeeds. Once this returns, the new
    /// name is durable.
    /// </summary>
    /// <exception cref="IOException">The name is taken, or the file system refuses.</exception>
    public static void Publish(string temporary, string path)
    {
        // On Unix, File.Move first checks that the name is free. It would then replace a file that was created in between.
        if (OperatingSystem.IsWindows())
        {
            File.Move(temporary, path, overwrite: false);
        }
        else
        {
            if (Link(temporary, path) == 0)
            {
                File.Delete(temporary);
            }
            else if (Marshal.GetLastPInvokeError() == Exists)
            {
                throw new IOException(Marshal.GetLastPInvokeErrorMessage());
            }
            else
            {
                PublishWithoutLink(temporary, path);
            }

            FlushFolderOf(Path.GetFullPath(path));
        }
    }

    /// <summary>Creates the folder of <paramref name="path"/> if it does not exist.</summary>
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

    /// <summary>Changes the owner of a new file to that of its folder, so that a service can open what root has restored.</summary>
    public static void GiveToOwnerOfFolder(string path)
    {
        if (FileStatus.Find(Path.GetDirectoryName(path)!) is { } folder && FileStatus.Find(path) is { } file && file.Owner != folder.Owner)
        {
            _ = ChangeOwner(path, folder.Owner, folder.Group);
        }
    }

    /// <summary>Makes the content of a file durable.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Makes the names in the folder of a file durable, so that they survive a loss of power.</summary>
    public static void FlushFolderOf(string path)
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

    // For file systems without hard links. If the file system cannot refuse to replace a file either, an empty file reserves the name
    // first.
    private static void PublishWithoutLink(string temporary, string path)
    {
        if (Rename(CurrentFolder, temporary, CurrentFolder, path, DoNotReplace) == 0)
        {
            return;
        }

        new FileStream(path, FileMode.CreateNew).Dispose();
        try
        {
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Rename(int folder, string path, int newFolder, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Link(string existing, string added);
}
