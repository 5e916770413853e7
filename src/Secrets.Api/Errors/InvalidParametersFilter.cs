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
        if (!context.ModelState.IsValid)
        {
            throw new InvalidRequestException([.. context.ActionDescriptor.Parameters
                .Where(parameter => context.ModelState.GetFieldValidationState(NameOf(parameter)) == ModelValidationState.Invalid)
                .Select(FailureOf)]);
        }
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }

    private static string NameOf(ParameterDescriptor parameter) => parameter.BindingInfo?.BinderModelName ?? parameter.Name;

    private static RequestFailure FailureOf(ParameterDescriptor parameter)
    {
        var (type, message) = (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) switch
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
