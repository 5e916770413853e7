using MediatR;
using Secrets.Application.Clocks;
using Secrets.Domain.ApiKeys;

namespace Secrets.Application.ApiKeys.PurgeChildKeys;

internal sealed class PurgeChildKeysHandler(IApiKeyRepository repository, ApiKeyCache cache, IDatabaseClock clock)
    : IRequestHandler<PurgeChildKeysCommand, int>
{
    public async Task<int> Handle(PurgeChildKeysCommand request, CancellationToken cancellationToken)
    {
        cache.RemoveIdleChildren();
        var reading = await clock.ReadAsync(cancellationToken);
        return reading.AllowsDestruction
            ? await repository.PurgeChildrenAsync(reading.Now - ApiKey.ChildrenListedFor, cancellationToken)
            : 0;
    }
}
