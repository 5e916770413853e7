using System.Buffers.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Secrets.Application.Secrets;

namespace Secrets.Api.Serialization;

/// <summary>
/// Formats and parses entity tags (RFC 9110, section 8.8.3): the 16 random bytes of a state, in base64url. A secret has one for name,
/// description and value together, and one for its value alone.
/// </summary>
internal static class EntityTags
{
    /// <summary>The limit of a header, in characters.</summary>
    private const int MaxLength = 4096;

    public static string Of(Guid state) => $"\"{Base64Url.EncodeToString(state.ToByteArray(bigEndian: true))}\"";

    /// <returns>Null if the header is absent, empty or not valid.</returns>
    public static SecretStates? Parse(StringValues header, bool strongOnly)
    {
        if (
            StringValues.IsNullOrEmpty(header)
            || header.Sum(line => line?.Length ?? 0) > MaxLength
            || !EntityTagHeaderValue.TryParseStrictList(header, out var tags)
        )
        {
            return null;
        }

        if (tags.Contains(EntityTagHeaderValue.Any))
        {
            return tags.Count == 1 ? new SecretStates(Ids: null) : null;
        }

        return new SecretStates([.. tags.Where(tag => !strongOnly || !tag.IsWeak).Select(Parse).OfType<Guid>()]);
    }

    private static Guid? Parse(EntityTagHeaderValue tag)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (tag.Tag.Length != Of(Guid.Empty).Length || !Base64Url.TryDecodeFromChars(tag.Tag.AsSpan()[1..^1], bytes, out _))
        {
            return null;
        }

        // Several texts decode to the same bytes, but the service sends only one of them.
        var state = new Guid(bytes, bigEndian: true);
        return tag.Tag.Equals(Of(state), StringComparison.Ordinal) ? state : null;
    }
}
