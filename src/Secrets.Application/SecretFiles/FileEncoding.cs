using System.Text;

namespace Secrets.Application.SecretFiles;

/// <summary>Converts files to UTF-8. Editors on Windows save UTF-16, which its byte order mark shows.</summary>
internal static class FileEncoding
{
    // UTF-32 comes first, because its byte order mark begins with that of UTF-16.
    private static readonly (string Name, Encoding Encoding)[] Marked =
    [
        ("UTF-32", new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true)),
        ("UTF-32", new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true)),
        ("UTF-16", new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true)),
        ("UTF-16", new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true)),
    ];

    /// <summary>Returns the text without its byte order mark. A file without one is UTF-8, which is not checked.</summary>
    /// <param name="decoded">The array that the caller must wipe; empty if the text is part of <paramref name="bytes"/>.</param>
    /// <param name="fault">The reason why the file cannot be read, or null.</param>
    public static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> bytes, out byte[] decoded, out string? fault)
    {
        (decoded, fault) = ([], null);
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            return bytes[Encoding.UTF8.Preamble.Length..];
        }

        foreach (var (name, encoding) in Marked)
        {
            if (!bytes.StartsWith(encoding.Preamble))
            {
                continue;
            }

            if (!TryConvert(encoding, bytes[encoding.Preamble.Length..], out decoded))
            {
                fault = $"The file has a byte order mark of {name}, but is not valid {name}: save it as UTF-8";
            }

            return decoded;
        }

        return bytes;
    }

    private static bool TryConvert(Encoding encoding, ReadOnlySpan<byte> bytes, out byte[] utf8)
    {
        var characters = new char[encoding.GetMaxCharCount(bytes.Length)];
        try
        {
            var text = characters.AsSpan(0, encoding.GetChars(bytes, characters));
            utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
            Encoding.UTF8.GetBytes(text, utf8);
            return true;
        }
        catch (DecoderFallbackException)
        {
            utf8 = [];
            return false;
        }
        finally
        {
            characters.AsSpan().Clear();
        }
    }
}
