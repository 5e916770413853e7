using System.Buffers;
using System.Globalization;
using System.Text;

namespace Secrets.Application.SecretFiles;

/// <summary>
/// Writes a file for <c>docker run --env-file</c>: one line each, where every character stands for itself. Docker drops a carriage return
/// at the end of a line, and refuses long lines.
/// </summary>
internal sealed class DockerFileWriter(IBufferWriter<byte> output) : LineFileWriter(output, "docker run --env-file cannot hold it")
{
    // Docker reads lines into 64 KiB, with the line break.
    private const int MaxLineBytes = (64 * 1024) - 1;

    protected override bool CanHold(string name, ReadOnlySpan<byte> value) =>
        name.Length > 0
        && name[0] is not ('#' or '\ufeff')
        && !name.EnumerateRunes().Any(rune => rune.Value is '=' || rune == Rune.ReplacementChar || IsSpaceOrControl(rune))
        && !value.ContainsAny("\n\0"u8)
        && value is not [.., (byte)'\r']
        && Encoding.UTF8.GetByteCount(name) + 1 + value.Length < MaxLineBytes;

    protected override void WriteValue(IBufferWriter<byte> output, ReadOnlySpan<byte> value) => output.Write(value);

    private static bool IsSpaceOrControl(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control;
}
