using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Secrets.Application.SecretFiles;

/// <summary>
/// Reads the events of YamlDotNet's parser. Anchors, aliases and tags are refused, so that nothing expands. The parser keeps values in
/// strings, which are not wiped.
/// </summary>
internal sealed class YamlTokens : IDocumentTokens, IDisposable
{
    private const int MaxDepth = 8;
    private const string NotYaml = "This is not YAML";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // What YAML 1.1 or 1.2 takes for a truth value, a number, a time or a merge key unless it is in quotes. Guessing which text was meant
    // could store another value than the file shows.
    private static readonly Regex OtherThanText = new(
        """
        ^(y|n|yes|no|true|false|on|off|<<|=
        |[-+]?(0b[01_]+|0o[0-7]+|0x[0-9a-f_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[0-9_]*\.?[0-9][0-9_.]*(e[-+]?[0-9]+)?|\.inf)
        |\.nan|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t\s].*)?)$
        """,
        RegexOptions.NonBacktracking
            | RegexOptions.IgnoreCase
            | RegexOptions.IgnorePatternWhitespace
            | RegexOptions.ExplicitCapture
            | RegexOptions.CultureInvariant
    );

    private readonly byte[] _utf8;
    private readonly Parser _parser;
    private int _depth;
    private bool _hasDocument;

    public YamlTokens(ReadOnlySpan<byte> utf8)
    {
        // The parser takes NUL for the end of the text.
        if (utf8.IndexOf((byte)0) is var nul and >= 0)
        {
            throw new DocumentException(1 + utf8[..nul].Count((byte)'\n'), "A YAML file should have no NUL character");
        }

        _utf8 = utf8.ToArray();
        _parser = new Parser(new StreamReader(new MemoryStream(_utf8), StrictUtf8, detectEncodingFromByteOrderMarks: false));
    }

    public int Line { get; private set; } = 1;

    public string NotText => "should be a string in quotes";

    public DocumentToken Read()
    {
        try
        {
            while (_parser.MoveNext())
            {
                Line = (int)_parser.Current!.Start.Line;
                if (TokenOf(_parser.Current) is { } token)
                {
                    return token;
                }
            }

            return DocumentToken.End;
        }
        catch (YamlException e)
        {
            throw new DocumentException((int)e.Start.Line, NotYaml);
        }
        catch (DecoderFallbackException)
        {
            throw new DocumentException(Line, "A YAML file should be UTF-8");
        }
        catch (Exception e) when (e is not (DocumentException or OutOfMemoryException))
        {
            // For some damaged texts the parser throws other exceptions, such as InvalidOperationException.
            throw new DocumentException(Line, NotYaml);
        }
    }

    public Submitted<string> GetText() => Submitted.Of(((Scalar)_parser.Current!).Value);

    public string GetLiteral() => ((Scalar)_parser.Current!).Value;

    public Submitted<SecretValue> GetValue()
    {
        var bytes = Encoding.UTF8.GetBytes(((Scalar)_parser.Current!).Value);
        return Submitted.Of(SecretValue.TakeOwnershipOf(bytes, bytes.Length));
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_utf8);

    private DocumentToken? TokenOf(ParsingEvent current)
    {
        if (current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false })
        {
            throw new DocumentException(Line, "Anchors, aliases and tags are not read");
        }

        switch (current)
        {
            case DocumentStart when _hasDocument:
                throw new DocumentException(Line, "A file should have one YAML document");
            case DocumentStart:
                _hasDocument = true;
                return null;
            case MappingStart or SequenceStart when ++_depth > MaxDepth:
                throw new DocumentException(Line, $"A YAML file should have at most {MaxDepth} levels");
            case MappingStart:
                return DocumentToken.ObjectStart;
            case SequenceStart:
                return DocumentToken.ListStart;
            case MappingEnd:
                _depth--;
                return DocumentToken.ObjectEnd;
            case SequenceEnd:
                _depth--;
                return DocumentToken.ListEnd;
            case Scalar { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" }:
                return DocumentToken.Null;
            case Scalar { Style: ScalarStyle.Plain } scalar when OtherThanText.IsMatch(scalar.Value):
                return DocumentToken.Other;
            case Scalar:
                return DocumentToken.Text;
            default:
                return null;
        }
    }
}
