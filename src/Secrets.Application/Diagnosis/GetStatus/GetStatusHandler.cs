using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.KeyRing;
using Secrets.Domain;

namespace Secrets.Application.Diagnosis.GetStatus;

internal sealed class GetStatusHandler(
    IStatusRepository repository,
    IReplicaRepository replicas,
    IAuditChainRepository chain,
    ILoadedKeyRing ring
) : IRequestHandler<GetStatusQuery, InstallationStatus>
{
    public async Task<InstallationStatus> Handle(GetStatusQuery request, CancellationToken cancellationToken)
    {
        var keys = ring.Keys;
        return new InstallationStatus(
            Clock.Time(await chain.ReadTimeAsync(cancellationToken)),
            await repository.GetDatabaseAsync(cancellationToken),
            [
                .. keys
                    .Ids.Select(id => new LoadedRootKey(id, id == keys.ActiveId, ring.FindCreationTime(id)))
                    .OrderByDescending(key => key.IsActive)
                    .ThenBy(key => key.Id, StringComparer.Ordinal),
            ],
            await replicas.ListRunningAsync(cancellationToken),
            await repository.GetAuditAsync(cancellationToken),
            await repository.ListEndingApiKeysAsync(cancellationToken),
            await repository.GetSecretsAsync(cancellationToken)
        );
    }
}
