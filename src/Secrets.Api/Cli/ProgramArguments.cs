using System.Runtime.InteropServices;
using System.Text;

namespace Secrets.Api.Cli;

/// <summary>
/// The arguments of a program for execve(2): the bytes that this process was given, which need not be UTF-8. The runtime has made
/// strings of them, and lost what is not.
/// </summary>
internal sealed class ProgramArguments : IDisposable
{
    /// <param name="command">The program and its arguments: the last arguments of this process.</param>
    public ProgramArguments(string[] command)
    {
        var given = ReadGiven();
        var raw = given.Length >= command.Length ? given[^command.Length..] : [];
        Pointers =
        [
            .. command.Select((text, i) =>
                Copy(i < raw.Length && Encoding.UTF8.GetString(raw[i]) == text ? raw[i] : Encoding.UTF8.GetBytes(text))
            ),
            0,
        ];
    }

    public nint File => Pointers[0];

    /// <summary>Pointers to the arguments, and a null pointer.</summary>
    public nint[] Pointers { get; }

    public void Dispose()
    {
        foreach (var pointer in Pointers)
        {
            Marshal.FreeHGlobal(pointer);
        }
    }

    private static byte[][] ReadGiven()
    {
        try
        {
            var text = System.IO.File.ReadAllBytes("/proc/self/cmdline").AsSpan();
            var arguments = new List<byte[]>();
            foreach (var argument in text.Split((byte)0))
            {
                arguments.Add(text[argument].ToArray());
            }

            // Each argument ends with a zero.
            return [.. arguments.SkipLast(1)];
        }
        catch (IOException)
        {
            // Only Linux has this file.
            return [];
        }
    }

    private static nint Copy(byte[] argument)
    {
        var pointer = Marshal.AllocHGlobal(argument.Length + 1);
        Marshal.Copy(argument, 0, pointer, argument.Length);
        Marshal.WriteByte(pointer, argument.Length, 0);
        return pointer;
    }
}
