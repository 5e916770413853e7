using FluentValidation;
using MediatR;
using Secrets.Application.Validation;

namespace Secrets.Application.Behaviors;

/// <summary>Validates a message before its handler runs. Throws all failures in one <see cref="InvalidRequestException"/>.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    private readonly IValidator<TRequest>? _validator = validators.SingleOrDefault();

    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var result = _validator?.Validate(request);
        var unknown = (request as IStrictCommand)?.UnknownFields ?? UnknownFields.None;
        if (result is null or { IsValid: true } && unknown.Count == 0)
        {
            return next();
        }

        List<RequestFailure> failures =
        [
            .. result?.Errors.Select(failure => RequestFailure.Of(failure, "body")) ?? [],
            .. unknown.Names.Select(name => new RequestFailure(["body", name], "Extra inputs are not permitted", "extra_forbidden")),
        ];
        throw new InvalidRequestException(failures, failures.Count - unknown.Names.Count + unknown.Count);
    }
}
