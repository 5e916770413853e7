using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Secrets.Application.Validation;

namespace Secrets.Api.Controllers;

/// <summary>Reads the id of a secret from the path of a request.</summary>
internal static class SecretPath
{
    /// <summary>Where the id stands in <c>/api/secrets/{id}</c>, the empty segment before the first slash counted.</summary>
    private const int IdSegment = 3;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The id in that segment of the path, decoded once from the request target as it was sent: in the route's
    /// values <c>%2F</c> and <c>%252F</c> both stand as <c>%2F</c>.
    /// </summary>
    /// <exception cref="InvalidRequestException">The id is not UTF-8, or dot segments hide where it stands.</exception>
    public static string SecretId(this HttpRequest request, int segment = IdSegment)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        if (target is not ['/', ..])
        {
            // The absolute form, http://host/path. There the server lets NUL pass, and takes the others for slashes: to count them would tell nothing.
            if (target.Contains("%00", StringComparison.Ordinal) || target.Contains("%2F", StringComparison.OrdinalIgnoreCase) || target.Contains('\\'))
            {
                throw Malformed();
            }

            var path = target.IndexOf("://") is var scheme and >= 0 ? target[(scheme + 3)..] : default;
            target = path.IndexOf('/') is var start and >= 0 ? path[start..] : default;
        }

        target = target.IndexOf('?') is var query and >= 0 ? target[..query] : target;

        // The server has resolved dot segments before it matched the route; then the raw path has more segments.
        if (target.Count('/') != request.Path.Value.AsSpan().Count('/'))
        {
            throw Malformed();
        }

        var segments = target.Split('/');
        for (var i = 0; segments.MoveNext(); i++)
        {
            if (i == segment)
            {
                return Decode(target[segments.Current]);
            }
        }

        throw Malformed();
    }

    private static string Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes[length++] = byte.Parse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, provider: null);
                i += 2;
            }
            else
            {
                length += Encoding.UTF8.GetBytes(text.Slice(i, 1), bytes.AsSpan(length));
            }
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed();
        }
    }

    private static InvalidRequestException Malformed() =>
        new(new RequestFailure(["path", "secret_id"], "Input should be a valid string, unable to parse raw data as a unicode string", "string_unicode"));
}
