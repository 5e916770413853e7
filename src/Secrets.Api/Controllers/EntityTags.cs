using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Secrets.Application.Secrets;

namespace Secrets.Api.Controllers;

/// <summary>
/// Entity tags (RFC 9110, section 8.8.3): <c>"3"</c> is the third version of a value, <c>"3.5"</c> the fifth state of the secret
/// as a whole, while it has that version.
/// </summary>
internal static class EntityTags
{
    public const string Description = "\"3\" is the third version of the value, \"3.5\" the fifth state of the secret as a whole, while it has that version.";

    public static string Of(long version) => $"\"{version}\"";

    public static string Of(StoredSecret secret) => $"\"{secret.Version}.{secret.Revision}\"";

    /// <summary>What <c>If-Match</c> demands; null without it, or where it is empty, as generated clients send it when they have none. What cannot be read matches nothing, so that nothing is lost.</summary>
    public static Precondition? IfMatch(this HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (StringValues.IsNullOrEmpty(header))
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags) || (tags.Count > 1 && tags.Contains(EntityTagHeaderValue.Any)))
        {
            return new Precondition([]);
        }

        return tags is [var only] && only.Equals(EntityTagHeaderValue.Any)
            ? new Precondition(Accepted: null)
            : new Precondition([.. tags.Where(tag => !tag.IsWeak).Select(Parse).OfType<SecretTag>()]);
    }

    /// <summary>Whether <c>If-None-Match</c> says that the client has this version already.</summary>
    public static bool IfNoneMatch(this HttpRequest request, long version) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag.Equals(Of(version), StringComparison.Ordinal));

    private static SecretTag? Parse(EntityTagHeaderValue tag)
    {
        var parts = tag.Tag.Value!.Trim('"').Split('.');
        return parts.Length <= 2 && TryParse(parts[0], out var version) && TryParse(parts[^1], out var revision)
            ? new SecretTag(version, parts.Length == 2 ? revision : null)
            : null;
    }

    private static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text[0] != '0';
}
