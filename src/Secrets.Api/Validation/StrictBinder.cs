using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Binders;
using Secrets.Application.Validation;

namespace Secrets.Api.Validation;

/// <summary>
/// Binds a parameter that is not a string. The framework would also accept hexadecimal numbers and white space, numbers and any case for
/// enumerations, times without an offset, and empty text for an absent parameter.
/// </summary>
internal sealed class StrictBinder(Type type, ILoggerFactory logs) : IModelBinder
{
    private readonly SimpleTypeModelBinder _framework = new(type, logs);

    public static string RootOf(BindingSource? source) => source == BindingSource.Path ? "path" : "query";

    public async Task BindModelAsync(ModelBindingContext bindingContext)
    {
        await _framework.BindModelAsync(bindingContext);
        if (
            bindingContext.ModelState.TryGetValue(bindingContext.ModelName, out var entry)
            && (entry.ValidationState == ModelValidationState.Invalid || !IsPlain(entry.AttemptedValue))
        )
        {
            var (code, message) = Failure();
            ParameterFailures
                .Of(bindingContext.HttpContext)
                .Failures.Add(new RequestFailure([RootOf(bindingContext.BindingSource), bindingContext.ModelName], message, code));
            bindingContext.Result = ModelBindingResult.Failed();
        }
    }

    private bool IsPlain(string? text) =>
        text is null
        || (
            type == typeof(int) || type == typeof(long)
                ? text.TrimStart('-') is { Length: > 0 } digits && !digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            : type == typeof(DateTimeOffset) ? Rfc3339.TryParse(text, out _)
            : type.IsEnum ? Names().Contains(text, StringComparer.Ordinal)
            : text.Length > 0
        );

    private (string Code, string Message) Failure() =>
        type == typeof(Guid) ? ("uuid_parsing", "Input should be a valid UUID")
        : type == typeof(DateTimeOffset)
            ? ("datetime_parsing", "Input should be a valid datetime with its offset, such as 2027-01-31T12:00:00Z")
        : type == typeof(bool) ? ("bool_parsing", "Input should be a valid boolean, unable to interpret input")
        : type.IsEnum ? ("literal_error", $"Input should be one of {string.Join(", ", Names())}")
        : ("int_parsing", "Input should be a valid integer, unable to parse string as an integer");

    private IEnumerable<string> Names() => Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);
}
