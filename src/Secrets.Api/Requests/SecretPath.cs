using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Requests;

/// <summary>Reads the id of a secret from the path of a request.</summary>
internal static class SecretPath
{
    /// <summary>The segment of the id in <c>/api/secrets/{id}</c>. The empty segment before the first slash counts.</summary>
    private const int IdSegment = 3;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Returns the id in a segment of the path, decoded once from the request target as it was sent. Route values would not do, since
    /// <c>%2F</c> and <c>%252F</c> are both <c>%2F</c> there.
    /// </summary>
    /// <exception cref="InvalidRequestException">The id is too long or not UTF-8, or dot segments make its position ambiguous.</exception>
    public static string SecretId(this HttpRequest request, int segment = IdSegment)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        if (target is not ['/', ..])
        {
            // The absolute form, http://host/path. Here the server accepts NUL, and decodes the others to slashes, so that counting would fail.
            if (
                target.Contains("%00", StringComparison.Ordinal)
                || target.Contains("%2F", StringComparison.OrdinalIgnoreCase)
                || target.Contains('\\')
            )
            {
                throw Malformed(segment);
            }

            var path = target.IndexOf("://") is var scheme and >= 0 ? target[(scheme + 3)..] : default;
            target = path.IndexOf('/') is var start and >= 0 ? path[start..] : default;
        }

        target = target.IndexOf('?') is var query and >= 0 ? target[..query] : target;

        // The server resolves dot segments before it matches the route. Then the raw path has more segments.
        if (target.Count('/') != request.Path.Value.AsSpan().Count('/'))
        {
            throw Malformed(segment);
        }

        var segments = target.Split('/');
        for (var i = 0; segments.MoveNext(); i++)
        {
            if (i == segment)
            {
                return Decode(target[segments.Current], segment);
            }
        }

        throw Malformed(segment);
    }

    private static string Decode(ReadOnlySpan<char> text, int segment)
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
            var id = StrictUtf8.GetString(bytes, 0, length);
            return SecretName.LengthOf(id) <= SecretName.MaxLength
                ? id
                : throw Invalid(segment, $"String should have at most {SecretName.MaxLength} characters", "string_too_long");
        }
        catch (DecoderFallbackException)
        {
            throw Malformed(segment);
        }
    }

    private static InvalidRequestException Malformed(int segment) =>
        Invalid(segment, "Input should be a valid string, unable to parse raw data as a unicode string", "string_unicode");

    private static InvalidRequestException Invalid(int segment, string message, string type) =>
        new(new RequestFailure(["path", segment == IdSegment ? "secret_id" : "name"], message, type));
}
