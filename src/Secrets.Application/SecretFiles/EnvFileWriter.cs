using System.Buffers;
using System.Text;

namespace Secrets.Application.SecretFiles;

/// <summary>
/// Writes what docker compose reads back byte by byte. A shell would run commands in some of these values. Line breaks in values stay, so
/// that PEM keys are legible.
/// </summary>
internal sealed class EnvFileWriter(IBufferWriter<byte> output) : LineFileWriter(output, "a .env file cannot hold it")
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:@%+,="u8
    );
    private static readonly SearchValues<byte> NotInSingleQuotes = SearchValues.Create([
        .. "'\\\u007f"u8,
        .. Enumerable.Range(0, ' ').Select(control => (byte)control),
    ]);
    private static readonly SearchValues<byte> Escaped = SearchValues.Create("\\\"$\r"u8);

    protected override bool CanHold(string name, ReadOnlySpan<byte> value) =>
        EnvSyntax.IsName(Encoding.UTF8.GetBytes(name)) && !value.Contains((byte)0);

    protected override void WriteValue(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
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
