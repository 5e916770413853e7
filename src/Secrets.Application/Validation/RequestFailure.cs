using System.Globalization;
using System.Text.Json;
using FluentValidation.Results;

namespace Secrets.Application.Validation;

/// <summary>
/// One thing that is wrong with a request, in the terms of pydantic 2: <paramref name="Location"/> is a path of
/// names (string) and positions (long) such as <c>body</c>, <c>name</c>. It never holds what was submitted.
/// </summary>
public sealed record RequestFailure(IReadOnlyList<object> Location, string Message, string Type)
{
    /// <param name="failure">What a validator found.</param>
    /// <param name="root">Where in the request it is: <c>body</c>, <c>query</c> or <c>path</c>.</param>
    public static RequestFailure Of(ValidationFailure failure, string root)
    {
        ArgumentNullException.ThrowIfNull(failure);

        // Scopes[1] is body, scopes, 1.
        var parts = failure.PropertyName.Split('[', ']');
        List<object> location = [root, JsonNamingPolicy.SnakeCaseLower.ConvertName(parts[0])];
        if (parts.Length > 1)
        {
            location.Add(long.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        return new RequestFailure(location, failure.ErrorMessage, failure.ErrorCode);
    }
}
