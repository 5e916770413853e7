using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Errors;

/// <summary>Refuses parameters of the path and the query that are not of their type or too long, all at once.</summary>
internal sealed class InvalidParametersFilter : IActionFilter
{
    /// <summary>Of a UUID.</summary>
    public const int MaxIdLength = 36;

    public void OnActionExecuting(ActionExecutingContext context)
    {
        List<RequestFailure>? failures = null;
        foreach (var parameter in context.ActionDescriptor.Parameters)
        {
            if (context.ModelState.TryGetValue(NameOf(parameter), out var entry) && FailureOf(parameter, entry) is { } failure)
            {
                (failures ??= []).Add(failure);
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

    private static RequestFailure? FailureOf(ParameterDescriptor parameter, ModelStateEntry entry)
    {
        if (TypeOf(parameter) == typeof(string))
        {
            var most = MaxLengthOf(parameter);
            return entry.AttemptedValue is { } text && SecretName.LengthOf(text) > most ? FailureOf(parameter, "string_too_long", $"String should have at most {most} characters") : null;
        }

        if (entry.ValidationState != ModelValidationState.Invalid && IsPlain(TypeOf(parameter), entry.AttemptedValue))
        {
            return null;
        }

        return TypeOf(parameter) switch
        {
            var t when t == typeof(Guid) => FailureOf(parameter, "uuid_parsing", "Input should be a valid UUID"),
            var t when t == typeof(DateTimeOffset) => FailureOf(parameter, "datetime_parsing", "Input should be a valid datetime with its offset, such as 2027-01-31T12:00:00Z"),
            var t when t == typeof(bool) => FailureOf(parameter, "bool_parsing", "Input should be a valid boolean, unable to interpret input"),
            { IsEnum: true } t => FailureOf(parameter, "literal_error", $"Input should be one of {string.Join(", ", Enum.GetNames(t).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}"),
            _ => FailureOf(parameter, "int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
        };
    }

    // A parameter without a limit of its own has that of names.
    private static int MaxLengthOf(ParameterDescriptor parameter) =>
        (parameter as ControllerParameterDescriptor)?.ParameterInfo.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? SecretName.MaxLength;

    // The framework also takes hexadecimal numbers and white space, the numbers and any spelling of enumerations, times of no offset, and nothing at all for none.
    private static bool IsPlain(Type type, string? text) =>
        text is null
        || (type == typeof(int) || type == typeof(long) ? text.TrimStart('-') is { Length: > 0 } digits && !digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            : type == typeof(DateTimeOffset) ? Rfc3339.TryParse(text, out _)
            : type.IsEnum ? Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).Contains(text, StringComparer.Ordinal)
            : text.Length > 0);

    private static RequestFailure FailureOf(ParameterDescriptor parameter, string type, string message) =>
        new([parameter.BindingInfo?.BindingSource == BindingSource.Path ? "path" : "query", NameOf(parameter)], message, type);
}
