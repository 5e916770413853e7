using System.Buffers;
using System.Text;

namespace Secrets.Application.SecretFiles;

/// <summary>The character classes of docker compose for names and white space. Bytes that are not UTF-8 are in neither.</summary>
internal static class EnvSyntax
{
    public static bool IsName(ReadOnlySpan<byte> utf8) => !utf8.IsEmpty && TrimStart(utf8, IsNameCharacter).IsEmpty;

    /// <summary>Returns true for white space around a name and its =. <see cref="Rune.IsWhiteSpace"/> includes more characters.</summary>
    public static bool IsSpace(Rune rune) => rune.Value is '\t' or '\v' or '\f' or '\r' or ' ' or 0x85 or 0xA0;

    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> utf8, Func<Rune, bool> matches)
    {
        while (Rune.DecodeFromUtf8(utf8, out var rune, out var length) == OperationStatus.Done && matches(rune))
        {
            utf8 = utf8[length..];
        }

        return utf8;
    }

    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> utf8, Func<Rune, bool> matches)
    {
        while (Rune.DecodeLastFromUtf8(utf8, out var rune, out var length) == OperationStatus.Done && matches(rune))
        {
            utf8 = utf8[..^length];
        }

        return utf8;
    }

    private static bool IsNameCharacter(Rune rune) =>
        Rune.IsLetter(rune) || Rune.IsNumber(rune) || rune.Value is '_' or '.' or '-' or '[' or ']';
}
