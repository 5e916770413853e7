using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Secrets.Application.Secrets.ExportSecrets;

namespace Secrets.Application.SecretFiles;

/// <summary>
/// Writes the shape that <see cref="SecretDocument"/> reads. Every string is in double quotes, so that none is taken for a number or null,
/// and has escapes for what YAML folds or forbids.
/// </summary>
internal sealed class YamlFileWriter : SecretFileWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly List<string> _notDecrypted = [];
    private readonly List<string> _expired = [];
    private bool _hasSecrets;

    public YamlFileWriter(IBufferWriter<byte> output)
    {
        _output = output;
        Write($"{SecretDocument.Secrets}:");
    }

    public override void End()
    {
        Write(_hasSecrets ? "" : " []\n");
        WriteNames(SecretDocument.NotDecrypted, _notDecrypted);
        WriteNames(SecretDocument.Expired, _expired);
    }

    protected override bool CanHold(string name, ReadOnlySpan<byte> value) => true;

    protected override void Write(ExportedSecret secret, ReadOnlySpan<byte> value)
    {
        Write(_hasSecrets ? "" : "\n");
        _hasSecrets = true;
        Write($"- {SecretDocument.Name}: ");
        WriteText(Encoding.UTF8.GetBytes(secret.Name));
        if (secret.Description is not null)
        {
            Write($"  {SecretDocument.Description}: ");
            WriteText(Encoding.UTF8.GetBytes(secret.Description));
        }

        foreach (var (field, fieldValue) in DocumentMetadata.FieldsOf(secret.Metadata))
        {
            WriteField(field, fieldValue);
        }

        Write($"  {SecretDocument.Value}: ");
        WriteText(value);
    }

    protected override void WriteNotDecrypted(string name) => _notDecrypted.Add(name);

    protected override void WriteNotExported(string name) => _notDecrypted.Add(name);

    protected override void WriteExpired(string name) => _expired.Add(name);

    private void WriteField(string field, JsonNode value)
    {
        Write($"  {field}:");
        if (value is not JsonObject items)
        {
            Write($" {value.ToJsonString()}\n");
            return;
        }

        Write("\n");
        foreach (var (key, item) in items)
        {
            Write($"    \"{key}\": {item!.ToJsonString()}\n");
        }
    }

    private void WriteNames(string field, List<string> names)
    {
        Write(names.Count == 0 ? "" : $"{field}:\n");
        foreach (var name in names)
        {
            Write("- ");
            WriteText(Encoding.UTF8.GetBytes(name));
        }
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _output);

    private void WriteText(ReadOnlySpan<byte> utf8)
    {
        _output.Write("\""u8);
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out var rune, out var length);
            if (EscapeOf(rune) is { } escape)
            {
                Write(escape);
            }
            else
            {
                _output.Write(utf8[..length]);
            }

            utf8 = utf8[length..];
        }

        _output.Write("\"\n"u8);
    }

    private static string? EscapeOf(Rune rune) =>
        rune.Value switch
        {
            '"' => "\\\"",
            '\\' => @"\\",
            '\n' => @"\n",
            '\r' => @"\r",
            '\t' => @"\t",
            < ' ' or (>= 0x7F and <= 0xA0) or 0x2028 or 0x2029 or 0xFEFF or 0xFFFE or 0xFFFF => $@"\u{rune.Value:X4}",
            _ => null,
        };
}
