using MediatR;
using Secrets.Application.Encryption;

namespace Secrets.Application.Behaviors;

/// <summary>Repeats a handler if its owner key was destroyed between the encryption and the write.</summary>
internal sealed class DestroyedKeyBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    private const int MaxAttempts = 5;

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await next();
            }
            catch (OwnerKeyDestroyedException) when (attempt < MaxAttempts)
            {
                // Nothing was written, so the handler can run again.
            }
            catch (OwnerKeyDestroyedException e)
            {
                throw new StorageUnavailableException("The value could not be stored because its owner key was destroyed repeatedly.", e);
            }
        }
    }
}
