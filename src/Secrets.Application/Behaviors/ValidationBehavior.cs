using System.Text.Json;
using FluentValidation;
using MediatR;
using Secrets.Application.Validation;

namespace Secrets.Application.Behaviors;

/// <summary>Runs a message's validator before its handler, and turns all failures at once into one <see cref="InvalidRequestException"/>.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    private readonly IValidator<TRequest>? _validator = validators.SingleOrDefault();

    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var result = _validator?.Validate(request);
        return result is null or { IsValid: true }
            ? next()
            : throw new InvalidRequestException(result.Errors.ConvertAll(failure => new RequestFailure(
                ["body", JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.PropertyName)], failure.ErrorMessage, failure.ErrorCode)));
    }
}
