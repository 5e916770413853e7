using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Secrets.Domain.Secrets;

namespace Secrets.Application.SecretFiles;

/// <summary>Reads a value from the text between its quotes, or from unquoted text.</summary>
internal static class EnvValue
{
    /// <summary>The quote character of unquoted text.</summary>
    public const byte Unquoted = 0;

    public static bool TryRead(
        ReadOnlySpan<byte> raw,
        byte quote,
        [NotNullWhen(true)] out SecretValue? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        // An escape sequence is never shorter than its character.
        var bytes = new byte[raw.Length];
        var length = Unescape(raw, quote, bytes);
        fault =
            quote != '\'' && !TryUnescapeDollars(bytes, ref length)
                ? "Variables are not put in: a value with $ should be in single quotes, which take it as it is"
            : bytes.AsSpan(0, length).Contains((byte)0) ? "A value should have no NUL character"
            : !Utf8.IsValid(bytes.AsSpan(0, length)) ? "A value should be UTF-8"
            : null;
        value = fault is null ? SecretValue.TakeOwnershipOf(bytes, length) : null;
        if (value is null)
        {
            CryptographicOperations.ZeroMemory(bytes);
        }

        return value is not null;
    }

    private static int Unescape(ReadOnlySpan<byte> raw, byte quote, Span<byte> output)
    {
        var written = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (quote == Unquoted || raw[i] != '\\')
            {
                output[written++] = raw[i];
                continue;
            }

            // A character follows every backslash: a backslash before the closing quote would have escaped it.
            var escaped = raw[++i];
            var letter = "abfnrtv\\"u8.IndexOf(escaped);
            if (escaped == quote)
            {
                output[written++] = quote;
            }
            else if (quote == '"' && letter >= 0)
            {
                output[written++] = "\a\b\f\n\r\t\v\\"u8[letter];
            }
            else if (quote == '"' && escaped == '0' && TryReadOctal(raw[(i + 1)..], out var rune))
            {
                written += rune.EncodeToUtf8(output[written..]);
                i += 3;
            }
            else
            {
                // In double quotes compose reads \$ as $$, which may still pair with adjacent dollars, and \0 as \.
                output[written++] = quote == '"' && escaped == '$' ? escaped : (byte)'\\';
                if (quote == '\'' || escaped != '0')
                {
                    output[written++] = escaped;
                }
            }
        }

        return written;
    }

    /// <summary>Reads the number of a character: three octal digits, at most 377.</summary>
    private static bool TryReadOctal(ReadOnlySpan<byte> text, out Rune rune)
    {
        rune = default;
        return text is [>= (byte)'0' and <= (byte)'3', >= (byte)'0' and <= (byte)'7', >= (byte)'0' and <= (byte)'7', ..]
            && Rune.TryCreate(((text[0] - '0') << 6) | ((text[1] - '0') << 3) | (text[2] - '0'), out rune);
    }

    /// <summary>Replaces each $$ by $ in place. Returns false if there is a single $.</summary>
    private static bool TryUnescapeDollars(Span<byte> bytes, ref int length)
    {
        var written = 0;
        for (var i = 0; i < length; i++)
        {
            if (bytes[i] == '$' && (++i == length || bytes[i] != '$'))
            {
                return false;
            }

            bytes[written++] = bytes[i];
        }

        length = written;
        return true;
    }
}
