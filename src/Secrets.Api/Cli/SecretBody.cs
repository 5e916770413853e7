using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary>The JSON of a request with a value. It is wiped on <see cref="Dispose"/>.</summary>
internal sealed class SecretBody : IDisposable
{
    /// <summary>The length of an escaped character.</summary>
    private const int MaxEscape = 6;

    private readonly ArrayBufferWriter<byte> _json;

    public SecretBody(SecretValue value, string? name = null, string? description = null)
    {
        // Large enough, so that the buffer does not grow and leave a copy.
        _json = new ArrayBufferWriter<byte>(1024 + (MaxEscape * (value.Length + (name?.Length ?? 0) + (description?.Length ?? 0))));
        using var writer = new Utf8JsonWriter(_json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        if (name is not null)
        {
            writer.WriteString("name", name);
        }

        if (description is not null)
        {
            writer.WriteString("description", description);
        }

        writer.WriteString("value", value.AsSpan());
        writer.WriteEndObject();
    }

    public HttpContent ToContent() =>
        new ReadOnlyMemoryContent(_json.WrittenMemory)
        {
            Headers = { ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json) },
        };

    public void Dispose() => _json.Clear();
}
