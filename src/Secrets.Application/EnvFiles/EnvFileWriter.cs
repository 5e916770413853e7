using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Secrets.Application.EnvFiles;

/// <summary>Writes entries that docker compose reads back byte by byte. Line breaks in values stay, so that PEM keys are legible.</summary>
public static class EnvFileWriter
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:@%+,="u8
    );
    private static readonly SearchValues<byte> NotInSingleQuotes = SearchValues.Create([
        .. "'\\\u007f"u8,
        .. Enumerable.Range(0, ' ').Select(control => (byte)control),
    ]);
    private static readonly SearchValues<byte> Escaped = SearchValues.Create("\\\"$\r"u8);

    /// <summary>Returns true if a .env file can hold exactly this name and value.</summary>
    public static bool CanHold(string name, ReadOnlySpan<byte> value) =>
        EnvSyntax.IsName(Encoding.UTF8.GetBytes(name)) && !value.Contains((byte)0) && Utf8.IsValid(value);

    /// <summary>Writes one entry and a line break.</summary>
    public static void Write(IBufferWriter<byte> output, string name, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!CanHold(name, value))
        {
            throw new ArgumentException("A .env file cannot hold this name with this value.", nameof(name));
        }

        Encoding.UTF8.GetBytes(name, output);
        output.Write("="u8);
        if (!value.ContainsAnyExcept(Plain))
        {
            output.Write(value);
        }
        else if (!value.ContainsAny(NotInSingleQuotes))
        {
            output.Write("'"u8);
            output.Write(value);
            output.Write("'"u8);
        }
        else
        {
            WriteInDoubleQuotes(output, value);
        }

        output.Write("\n"u8);
    }

    private static void WriteInDoubleQuotes(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        output.Write("\""u8);
        for (var next = value.IndexOfAny(Escaped); next >= 0; next = value.IndexOfAny(Escaped))
        {
            output.Write(value[..next]);
            output.Write([(byte)'\\', value[next] == '\r' ? (byte)'r' : value[next]]);
            value = value[(next + 1)..];
        }

        output.Write(value);
        output.Write("\""u8);
    }
}
