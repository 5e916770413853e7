using System.Buffers.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Secrets.Application.Secrets;

namespace Secrets.Api.Serialization;

/// <summary>
/// Entity tags (RFC 9110, section 8.8.3): the 16 random bytes of a state, in base64url. A secret has one for name, description and
/// value together, and one for its value alone.
/// </summary>
internal static class EntityTags
{
    public const string Description =
        "An entity tag is opaque. That of get_secret covers name, description and value, that of a value only the value.";

    /// <summary>In characters. Longer lists of tags cannot be read.</summary>
    private const int MaxLength = 4096;

    public static string Of(Guid state) => $"\"{Base64Url.EncodeToString(state.ToByteArray(bigEndian: true))}\"";

    /// <summary>
    /// Returns what <c>If-Match</c> and <c>If-None-Match</c> demand of a change; null without them, or if they are empty, as generated clients send
    /// them when they have no tag. A header that cannot be read is never met, so that nothing is lost.
    /// </summary>
    public static Precondition? Precondition(this HttpRequest request)
    {
        var match = ReadIfGiven(request.Headers.IfMatch, areStrong: true);
        var noneMatch = ReadIfGiven(request.Headers.IfNoneMatch, areStrong: false);
        return match.IsGiven || noneMatch.IsGiven
            ? new Precondition(
                match.IsGiven ? match.States ?? new SecretStates([]) : null,
                noneMatch.IsGiven ? noneMatch.States ?? new SecretStates(Ids: null) : null
            )
            : null;
    }

    /// <summary>Returns true if <c>If-None-Match</c> says that the client already has this state.</summary>
    public static bool IfNoneMatch(this HttpRequest request, Guid state) =>
        ReadIfGiven(request.Headers.IfNoneMatch, areStrong: false).States is { } states
        && (states.Ids is null || states.Ids.Contains(state));

    /// <returns>No states if the header cannot be read.</returns>
    private static (bool IsGiven, SecretStates? States) ReadIfGiven(StringValues header, bool areStrong)
    {
        if (StringValues.IsNullOrEmpty(header))
        {
            return (false, null);
        }

        if (
            header.Sum(line => line?.Length ?? 0) > MaxLength
            || !EntityTagHeaderValue.TryParseStrictList(header, out var tags)
            || (tags.Count > 1 && tags.Contains(EntityTagHeaderValue.Any))
        )
        {
            return (true, null);
        }

        return (
            true,
            tags is [var only] && only.Equals(EntityTagHeaderValue.Any)
                ? new SecretStates(Ids: null)
                : new SecretStates([.. tags.Where(tag => !areStrong || !tag.IsWeak).Select(Parse).OfType<Guid>()])
        );
    }

    private static Guid? Parse(EntityTagHeaderValue tag)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (tag.Tag.Length != Of(Guid.Empty).Length || !Base64Url.TryDecodeFromChars(tag.Tag.AsSpan()[1..^1], bytes, out _))
        {
            return null;
        }

        // Several texts decode to the same bytes, but only one of them was ever sent.
        var state = new Guid(bytes, bigEndian: true);
        return tag.Tag.Equals(Of(state), StringComparison.Ordinal) ? state : null;
    }
}
