using System.Text;
using Secrets.Domain.Secrets;

namespace Secrets.Application.SecretFiles;

/// <summary>
/// Reads statements like the package dotenv of compose-go 2, but continues after a mistake. A statement may begin right after the closing
/// quote of the previous one, on the same line.
/// </summary>
internal ref struct EnvFileParser(ReadOnlySpan<byte> text, EntryCollector collected)
{
    private ReadOnlySpan<byte> _rest = text;
    private int _line = 1;

    public void Parse()
    {
        for (SkipSpace(Rune.IsWhiteSpace); !_rest.IsEmpty && !collected.HasMoreEntries; SkipSpace(Rune.IsWhiteSpace))
        {
            if (_rest[0] == '#')
            {
                TakeLine();
            }
            else
            {
                ReadStatement();
            }
        }
    }

    private void ReadStatement()
    {
        var line = _line;
        var nameEnd = _rest.IndexOfAny("=:\n"u8);
        if (nameEnd < 0 || _rest[nameEnd] == '\n')
        {
            TakeLine();
            collected.AddInvalid(line, "A line should be NAME=VALUE; no value is taken from the environment");
            return;
        }

        var name = TrimName(Take(nameEnd));
        Take(1);
        var length = _rest.Length;
        SkipSpace(EnvSyntax.IsSpace);
        var isComment = _rest is [(byte)'#', ..] && (_rest.Length < length || _rest is [_, (byte)' ' or (byte)'\t', ..]);
        var isClosed = TryTakeValue(out var raw, out var quote);

        // The value of a bad name is skipped as well. Otherwise its lines would be read as names.
        if (!EnvSyntax.IsName(name))
        {
            collected.AddInvalid(line, "A name should have at least 1 character, and only letters, digits, '_', '.', '-', '[' and ']'");
        }
        else if (!isClosed)
        {
            collected.AddInvalid(line, "The quote is never closed");
        }
        else if (collected.TryMakeRoom())
        {
            if (EnvValue.TryRead(raw, quote, out var value, out var fault))
            {
                SecretWarning[] warnings = isComment ? [SecretWarning.ValueIsComment] : [];
                collected.Add(new SecretEntry(line, Encoding.UTF8.GetString(name), Description: null, value, warnings));
            }
            else
            {
                collected.AddInvalid(line, fault);
            }
        }
    }

    private static ReadOnlySpan<byte> TrimName(ReadOnlySpan<byte> text)
    {
        var export = "export"u8;
        if (text.StartsWith(export) && text[export.Length..] is [(byte)'\t' or (byte)'\f' or (byte)'\r' or (byte)' ', ..])
        {
            text = EnvSyntax.TrimStart(text[export.Length..], EnvSyntax.IsSpace);
        }

        return EnvSyntax.TrimEnd(text, EnvSyntax.IsSpace);
    }

    /// <summary>
    /// Takes a value. Returns false if its opening quote is never closed. Then only the rest of that line is skipped.
    /// </summary>
    private bool TryTakeValue(out ReadOnlySpan<byte> raw, out byte quote)
    {
        if (_rest is not [(byte)'\'' or (byte)'"', ..])
        {
            quote = EnvValue.Unquoted;
            raw = TakeLine();
            var comment = raw.IndexOf(" #"u8);
            raw = EnvSyntax.TrimEnd(comment < 0 ? raw : raw[..comment], Rune.IsWhiteSpace);
            return true;
        }

        quote = Take(1)[0];
        var end = FindClosing(quote);
        if (end < 0)
        {
            raw = TakeLine();
            return false;
        }

        raw = Take(end);
        Take(1);
        return true;
    }

    // The time is linear, because this reaches the end of the text only once for each kind of quote: a second opening quote of that kind
    // has no backslash before it, so it would have closed the first one.
    private readonly int FindClosing(byte quote)
    {
        for (var i = 0; i < _rest.Length; i++)
        {
            if (_rest[i] == quote)
            {
                return i;
            }

            if (_rest[i] == '\\')
            {
                i++;
            }
        }

        return -1;
    }

    private void SkipSpace(Func<Rune, bool> isSpace) => Take(_rest.Length - EnvSyntax.TrimStart(_rest, isSpace).Length);

    private ReadOnlySpan<byte> TakeLine()
    {
        var end = _rest.IndexOf((byte)'\n');
        return Take(end < 0 ? _rest.Length : end);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..length];
        _line += taken.Count((byte)'\n');
        _rest = _rest[length..];
        return taken;
    }
}
