using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Secrets.Infrastructure;

/// <summary>
/// Replaces files atomically: at any time the file has either the old content or the new content. The new file has the owner, group and
/// permissions of the old one, so that the service can still read it after root has run a command.
/// </summary>
public static partial class FileReplacement
{
    private const int Busy = 16;
    private const UnixFileMode GroupPermissions = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <summary>
    /// Replaces the content of a file. Once this returns, the new content is durable. If it throws, no temporary file is left.
    /// </summary>
    /// <param name="path">The file, or a symbolic link to it. A device or a pipe is written to instead of replaced.</param>
    /// <param name="created">The permissions of a file that did not exist. The umask of the process applies.</param>
    /// <exception cref="IOException">The file cannot be replaced, or its owner cannot be kept.</exception>
    public static void Write(string path, Action<Stream> write, UnixFileMode created)
    {
        var former = FileStatus.Find(path);
        if (former is { IsRegular: false })
        {
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write);
            write(device);
            return;
        }

        path = Resolve(path);
        var temporary = TemporaryName(path);
        try
        {
            using (var file = PrivateFile.Open(temporary, FileMode.CreateNew, former is null ? created : PrivateFile.Mode))
            {
                if (former is not null)
                {
                    CopyOwner(file.SafeFileHandle, temporary, former);
                }

                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            if (e is IOException { HResult: Busy })
            {
                throw new IOException($"'{path}' is mounted as a single file, which cannot be replaced: mount its folder instead.", e);
            }

            throw;
        }

        PrivateFile.FlushFolderOf(path);
    }

    /// <summary>Returns the name of a temporary file in the same folder.</summary>
    internal static string TemporaryName(string path) => $"{path}.{Guid.NewGuid():N}.new";

    /// <summary>Returns the full path of a file, with symbolic links resolved.</summary>
    internal static string Resolve(string path) =>
        new FileInfo(path).LinkTarget is null ? Path.GetFullPath(path) : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    // Runs before anything is written, so that only users who could read the old file can read the new one.
    private static void CopyOwner(SafeFileHandle file, string path, FileStatus former)
    {
        var status = FileStatus.Find(path)!;
        if (
            (status.Owner, status.Group) != (former.Owner, former.Group)
            && ChangeOwner(file, former.Owner, former.Group) != 0
            && (status.Owner != former.Owner || (former.Mode & GroupPermissions) != UnixFileMode.None)
        )
        {
            throw new IOException(
                $"its owner, user {former.Owner} of group {former.Group}, cannot be kept: run the command as that user or as root."
            );
        }

        if (!OperatingSystem.IsWindows() && former.Mode != PrivateFile.Mode)
        {
            File.SetUnixFileMode(file, former.Mode);
        }
    }

    [LibraryImport("libc", EntryPoint = "fchown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int ChangeOwner(SafeFileHandle file, uint owner, uint group);
}
