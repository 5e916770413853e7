using System.Runtime.InteropServices;

namespace Secrets.Infrastructure;

/// <summary>The identity, owner and permissions of a file on Linux.</summary>
/// <param name="Device">The device that holds it. With <paramref name="Inode"/> it identifies the file.</param>
internal sealed partial record FileStatus(ulong Device, ulong Inode, uint Owner, uint Group, bool IsRegular, UnixFileMode Mode)
{
    private const int CurrentFolder = -100;
    private const uint BasicStatus = 0x7ff;
    private const int TypeBits = 0xF000;
    private const int RegularFile = 0x8000;
    private const int PermissionBits = 0xFFF;

    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Returns the status of a file, with symbolic links resolved; null if it does not exist or cannot be read.</summary>
    public static FileStatus? Find(string path) =>
        IsSupported && Read(CurrentFolder, path, flags: 0, BasicStatus, out var status) == 0
            ? new FileStatus(
                ((ulong)status.DeviceMajor << 32) | status.DeviceMinor,
                status.Inode,
                status.Owner,
                status.Group,
                (status.Mode & TypeBits) == RegularFile,
                (UnixFileMode)(status.Mode & PermissionBits)
            )
            : null;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Read(int folder, string path, int flags, uint mask, out Status status);

    // The layout of struct statx of Linux, the same on every architecture.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
