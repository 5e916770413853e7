using MediatR;

namespace Secrets.Application.KeyRing.GetKeyRingStatus;

internal sealed class GetKeyRingStatusHandler(IRootKeyRepository rootKeys, IReplicaRepository replicas, ILoadedKeyRing ring)
    : IRequestHandler<GetKeyRingStatusQuery, KeyRingStatus>
{
    public async Task<KeyRingStatus> Handle(GetKeyRingStatusQuery request, CancellationToken cancellationToken)
    {
        var loaded = ring.Keys;
        var keys = (await rootKeys.ListAsync(cancellationToken))
            .Select(key => new RootKeyStatus(
                key.Id,
                key.Id == loaded.ActiveId,
                loaded.Find(key.Id) is not null,
                key.OwnerKeys,
                key.SystemKeys
            ))
            .Where(key => key.IsInRing || key.OwnerKeys + key.SystemKeys > 0);
        return new KeyRingStatus([.. keys], await replicas.ListRunningAsync(cancellationToken));
    }
}
