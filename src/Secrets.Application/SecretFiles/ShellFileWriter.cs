using System.Buffers;
using System.Text;

namespace Secrets.Application.SecretFiles;

/// <summary>
/// Writes export commands for any POSIX shell. Values are in single quotes, which expand nothing. Names that steer which code runs, or
/// that a shell computes itself, are left out.
/// </summary>
internal sealed class ShellFileWriter(IBufferWriter<byte> output) : LineFileWriter(output, "a shell cannot source it safely")
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
    );

    protected override bool CanHold(string name, ReadOnlySpan<byte> value) =>
        name is [not (>= '0' and <= '9'), ..]
        && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && !SteeringVariables.Includes(name)
        && !ShellVariables.Includes(name)
        && !value.Contains((byte)0);

    protected override void WriteName(IBufferWriter<byte> output, string name) => Encoding.UTF8.GetBytes($"export {name}=", output);

    protected override void WriteValue(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        output.Write("'"u8);
        for (var next = value.IndexOf((byte)'\''); next >= 0; next = value.IndexOf((byte)'\''))
        {
            output.Write(value[..next]);
            output.Write(@"'\''"u8);
            value = value[(next + 1)..];
        }

        output.Write(value);
        output.Write("'"u8);
    }
}
