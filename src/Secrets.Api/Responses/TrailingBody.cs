using System.Globalization;
using System.Text;

namespace Secrets.Api.Responses;

/// <summary>
/// A body with one trailer. Kestrel sends trailers only over HTTP/2, so this class frames the chunks of HTTP/1.1 (RFC 9112, section 7.1).
/// An HTTP/1.0 client gets the body without the trailer.
/// </summary>
internal sealed class TrailingBody(HttpResponse response, string trailer)
{
    private readonly bool _framesChunks = HttpProtocol.IsHttp11(response.HttpContext.Request.Protocol);
    private bool _hasBegun;

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Begin();
        if (bytes.IsEmpty)
        {
            return;
        }

        if (!_framesChunks)
        {
            await response.BodyWriter.WriteAsync(bytes, cancellationToken);
            return;
        }

        Write($"{bytes.Length:x}\r\n");
        await response.BodyWriter.WriteAsync(bytes, cancellationToken);
        Write("\r\n");
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    public async Task EndAsync(long value, CancellationToken cancellationToken)
    {
        Begin();
        var text = value.ToString(CultureInfo.InvariantCulture);
        if (_framesChunks)
        {
            Write($"0\r\n{trailer}: {text}\r\n\r\n");
            await response.BodyWriter.FlushAsync(cancellationToken);
        }
        else if (response.SupportsTrailers())
        {
            response.AppendTrailer(trailer, text);
        }
    }

    // Added late, since a request that fails before gets an error response instead.
    private void Begin()
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        response.Headers.Trailer = trailer;
        if (_framesChunks)
        {
            response.Headers.TransferEncoding = "chunked";
        }
    }

    private void Write(string text) => Encoding.ASCII.GetBytes(text, response.BodyWriter);
}
