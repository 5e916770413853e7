using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Secrets.Application.Secrets.ExportSecrets;

namespace Secrets.Application.SecretFiles;

/// <summary>Writes the shape that <see cref="SecretDocument"/> reads, one secret a line.</summary>
internal sealed class JsonFileWriter(IBufferWriter<byte> output) : SecretFileWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<string> _notDecrypted = [];
    private readonly List<string> _expired = [];
    private bool _hasSecrets;

    public override void End()
    {
        output.Write(_hasSecrets ? "\n]"u8 : """{"secrets":[]"""u8);
        WriteNames(""","not_decrypted":"""u8, _notDecrypted);
        WriteNames(""","expired":"""u8, _expired);
        output.Write("}\n"u8);
    }

    protected override bool CanHold(string name, ReadOnlySpan<byte> value) => true;

    protected override void Write(ExportedSecret secret, ReadOnlySpan<byte> value)
    {
        output.Write(_hasSecrets ? ",\n"u8 : "{\"secrets\":[\n"u8);
        _hasSecrets = true;
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString(SecretDocument.Name, secret.Name);
        json.WriteString(SecretDocument.Description, secret.Description);
        foreach (var (field, fieldValue) in DocumentMetadata.FieldsOf(secret.Metadata))
        {
            json.WritePropertyName(field);
            fieldValue.WriteTo(json);
        }

        json.WriteString(SecretDocument.Value, value);
        json.WriteEndObject();
    }

    protected override void WriteNotDecrypted(string name) => _notDecrypted.Add(name);

    protected override void WriteNotExported(string name) => _notDecrypted.Add(name);

    protected override void WriteExpired(string name) => _expired.Add(name);

    private void WriteNames(ReadOnlySpan<byte> field, List<string> names)
    {
        if (names.Count > 0)
        {
            output.Write(field);
            using var json = new Utf8JsonWriter(output, Options);
            json.WriteStartArray();
            names.ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.Flush();
        }
    }
}
