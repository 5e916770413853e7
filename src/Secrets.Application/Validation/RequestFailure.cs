using System.Globalization;
using System.Text.Json;
using FluentValidation.Results;

namespace Secrets.Application.Validation;

/// <summary>
/// A failure of a request, as pydantic 2 reports it. It never contains the submitted value.
/// <paramref name="Location"/> is a path of names (string) and positions (long), such as <c>body</c>, <c>name</c>.
/// </summary>
public sealed record RequestFailure(IReadOnlyList<object> Location, string Message, string Type)
{
    /// <summary>The property name of a failure about the secret that the path names.</summary>
    public const string SecretId = "path.SecretId";

    /// <param name="failure">The failure of a validator.</param>
    /// <param name="root">The part of the request: <c>body</c>, <c>query</c> or <c>path</c>.</param>
    public static RequestFailure Of(ValidationFailure failure, string root)
    {
        ArgumentNullException.ThrowIfNull(failure);
        root = failure.PropertyName == SecretId ? "path" : root;

        // Scopes[1] becomes body, scopes, 1.
        var parts = failure.PropertyName[(failure.PropertyName.LastIndexOf('.') + 1)..].Split('[', ']');
        List<object> location = [root, JsonNamingPolicy.SnakeCaseLower.ConvertName(parts[0])];
        if (parts.Length > 1)
        {
            location.Add(long.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        return new RequestFailure(location, failure.ErrorMessage, failure.ErrorCode);
    }
}
