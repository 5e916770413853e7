using Secrets.Application.Validation;

namespace Secrets.Api.Validation;

/// <summary>A feature of a request: the failures of its parameters. Model state would lose their types.</summary>
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
