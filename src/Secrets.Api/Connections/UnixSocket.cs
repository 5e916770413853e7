using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Secrets.Api.Connections;

/// <summary>Removes socket files that a killed service left behind.</summary>
internal static partial class UnixSocket
{
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint TypeMask = 1;
    private const int ModeOffset = 28;
    private const int FileTypeBits = 0xF000;
    private const int SocketFile = 0xC000;

    /// <summary>Removes the file of the address if it is a socket that nobody listens on.</summary>
    public static void RemoveStale(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint || $"{endpoint}" is not ['/', ..] path || !IsSocket(path))
        {
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(endpoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
    }

    private static bool IsSocket(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path);
        }

        // The layout of struct statx is the same on all architectures.
        Span<byte> status = stackalloc byte[256];
        return Status(CurrentFolder, path, DoNotFollow, TypeMask, status) == 0
            && (BitConverter.ToUInt16(status[ModeOffset..]) & FileTypeBits) == SocketFile;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Status(int folder, string path, int flags, uint mask, Span<byte> status);
}
