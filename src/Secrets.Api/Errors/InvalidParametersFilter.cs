using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Secrets.Application.Validation;

namespace Secrets.Api.Errors;

/// <summary>Refuses parameters of the path and the query that are not of their type, all at once.</summary>
internal sealed class InvalidParametersFilter : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
        List<RequestFailure>? failures = null;
        foreach (var parameter in context.ActionDescriptor.Parameters)
        {
            if (context.ModelState.TryGetValue(NameOf(parameter), out var entry) && (entry.ValidationState == ModelValidationState.Invalid || !IsPlain(TypeOf(parameter), entry.AttemptedValue)))
            {
                (failures ??= []).Add(FailureOf(parameter));
            }
        }

        if (failures is not null)
        {
            throw new InvalidRequestException(failures);
        }
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }

    private static string NameOf(ParameterDescriptor parameter) => parameter.BindingInfo?.BinderModelName ?? parameter.Name;

    private static Type TypeOf(ParameterDescriptor parameter) => Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;

    // The framework also takes hexadecimal numbers and white space, the numbers and any spelling of enumerations, and nothing at all for none.
    private static bool IsPlain(Type type, string? text) =>
        text is null
        || (type == typeof(int) || type == typeof(long) ? text.TrimStart('-') is { Length: > 0 } digits && !digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            : type.IsEnum ? Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).Contains(text, StringComparer.Ordinal)
            : type == typeof(string) || text.Length > 0);

    private static RequestFailure FailureOf(ParameterDescriptor parameter)
    {
        var (type, message) = TypeOf(parameter) switch
        {
            var t when t == typeof(Guid) => ("uuid_parsing", "Input should be a valid UUID"),
            var t when t == typeof(DateTimeOffset) => ("datetime_parsing", "Input should be a valid datetime with its offset, such as 2027-01-31T12:00:00Z"),
            var t when t == typeof(bool) => ("bool_parsing", "Input should be a valid boolean, unable to interpret input"),
            { IsEnum: true } t => ("literal_error", $"Input should be one of {string.Join(", ", Enum.GetNames(t).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}"),
            _ => ("int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
        };
        return new RequestFailure([parameter.BindingInfo?.BindingSource == BindingSource.Path ? "path" : "query", NameOf(parameter)], message, type);
    }
}
