using Microsoft.Extensions.Primitives;
using Secrets.Api.Serialization;
using Secrets.Application.Secrets;

namespace Secrets.Api.Requests;

/// <summary>Reads the headers <c>If-Match</c> and <c>If-None-Match</c>.</summary>
internal static class ConditionalHeaders
{
    /// <summary>
    /// Returns the conditions of a change; null without conditions. Empty headers are ignored, since generated clients send them when
    /// they have no tag. A header that is not valid is a condition that is never met, so that nothing is overwritten.
    /// </summary>
    public static Precondition? Precondition(this HttpRequest request)
    {
        var hasMatch = !StringValues.IsNullOrEmpty(request.Headers.IfMatch);
        var hasNoneMatch = !StringValues.IsNullOrEmpty(request.Headers.IfNoneMatch);
        return hasMatch || hasNoneMatch
            ? new Precondition(
                hasMatch ? EntityTags.Parse(request.Headers.IfMatch, strongOnly: true) ?? new SecretStates([]) : null,
                hasNoneMatch ? request.NoneMatch() ?? new SecretStates(Ids: null) : null
            )
            : null;
    }

    /// <summary>Returns the states that the client already has; null if <c>If-None-Match</c> is absent or not valid.</summary>
    public static SecretStates? NoneMatch(this HttpRequest request) => EntityTags.Parse(request.Headers.IfNoneMatch, strongOnly: false);
}
