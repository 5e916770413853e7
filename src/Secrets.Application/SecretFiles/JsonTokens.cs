using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.SecretFiles;

internal ref struct JsonTokens(ReadOnlySpan<byte> utf8) : IDocumentTokens
{
    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private Utf8JsonReader _reader = new(utf8, new JsonReaderOptions { MaxDepth = 64 });
    private int _counted;

    public int Line { get; private set; } = 1;

    public readonly string NotText => "should be a string";

    public DocumentToken Read()
    {
        try
        {
            if (!_reader.Read())
            {
                return DocumentToken.End;
            }
        }
        catch (JsonException)
        {
            CountLines(Math.Max(_counted, (int)_reader.BytesConsumed));
            throw new DocumentException(Line, "This is not JSON");
        }

        CountLines((int)_reader.TokenStartIndex);
        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => DocumentToken.ObjectStart,
            JsonTokenType.EndObject => DocumentToken.ObjectEnd,
            JsonTokenType.StartArray => DocumentToken.ListStart,
            JsonTokenType.EndArray => DocumentToken.ListEnd,
            JsonTokenType.PropertyName or JsonTokenType.String => DocumentToken.Text,
            JsonTokenType.Null => DocumentToken.Null,
            _ => DocumentToken.Other,
        };
    }

    public readonly Submitted<string> GetText()
    {
        try
        {
            return Submitted.Of(_reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return new Submitted<string>(SubmittedKind.NotUnicode);
        }
    }

    public readonly string GetLiteral() => Encoding.UTF8.GetString(_reader.ValueSpan);

    public readonly Submitted<SecretValue> GetValue()
    {
        var bytes = new byte[_reader.ValueSpan.Length];
        try
        {
            return Submitted.Of(SecretValue.TakeOwnershipOf(bytes, _reader.CopyString(bytes)));
        }
        catch (InvalidOperationException)
        {
            CryptographicOperations.ZeroMemory(bytes);
            return new Submitted<SecretValue>(SubmittedKind.NotUnicode);
        }
    }

    private void CountLines(int position)
    {
        Line += _utf8[_counted..position].Count((byte)'\n');
        _counted = position;
    }
}
