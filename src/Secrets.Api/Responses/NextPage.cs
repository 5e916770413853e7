using Microsoft.AspNetCore.Http.Extensions;

namespace Secrets.Api.Responses;

internal static class NextPage
{
    /// <summary>Sets the header Link to the next page. Its query is that of this request, with another position.</summary>
    /// <param name="parameter">The parameter that has the position.</param>
    public static void LinkNext(this HttpResponse response, string path, string parameter, string position)
    {
        var request = response.HttpContext.Request;
        var others = request.Query.Where(other => !string.Equals(other.Key, parameter, StringComparison.OrdinalIgnoreCase));
        response.Headers.Link = $"<{request.PathBase}{path}{new QueryBuilder(others) { { parameter, position } }}>; rel=\"next\"";
    }
}
