using MediatR;
using Secrets.Application.Encryption;

namespace Secrets.Application.Behaviors;

/// <summary>Repeats a handler if the owner key that it encrypted under was destroyed before the write.</summary>
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
                // Nothing was written.
            }
            catch (OwnerKeyDestroyedException e)
            {
                throw new StorageUnavailableException("The owner's key was destroyed repeatedly while a value was written.", e);
            }
        }
    }
}
