using Secrets.Application.Validation;

namespace Secrets.Api.Validation;

/// <summary>A feature of a request: what is wrong with its parameters. Model state would lose the types of failures.</summary>
internal sealed class ParameterFailures
{
    public List<RequestFailure> Failures { get; set; } = [];

    public static ParameterFailures Of(HttpContext context)
    {
        if (context.Features.Get<ParameterFailures>() is not { } found)
        {
            context.Features.Set(found = new ParameterFailures());
        }

        return found;
    }
}
