using Secrets.Application;
using Secrets.Application.KeyRing;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.KeyRing;

internal sealed class KeyRingChanges(IDatabase database, IKeyRingSource source, Installation installation, ReplicaRepository replicas)
    : IKeyRingChanges
{
    public Task<T> RunAsync<T>(Func<IKeyRingChange, Task<T>> change, CancellationToken cancellationToken)
    {
        var file =
            source as KeyRingFile
            ?? throw new RefusedException($"The keys of {source.Location} are changed there and in {source.Setting}, not here.");
        return database.ExclusiveAsync(
            connection => change(new KeyRingChange(file, installation.Id, replicas, connection)),
            cancellationToken
        );
    }
}
