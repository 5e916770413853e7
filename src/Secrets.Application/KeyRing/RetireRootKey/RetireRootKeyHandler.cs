using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;
using Secrets.Domain.KeyRing;

namespace Secrets.Application.KeyRing.RetireRootKey;

internal sealed class RetireRootKeyHandler(IKeyRingChanges changes, AuditTrail audit)
    : IRequestHandler<RetireRootKeyCommand, RootKeyRetirement>
{
    // First the key leaves the database, after which nothing can be wrapped under it. If the process ends before the second step, the next
    // start registers the key again, and the command can be repeated.
    public async Task<RootKeyRetirement> Handle(RetireRootKeyCommand request, CancellationToken cancellationToken)
    {
        var retirement = await changes.RunAsync(change => ForgetAsync(change, request.Id), cancellationToken);
        return retirement.IsAllowed
            ? await changes.RunAsync(change => RemoveAsync(change, retirement), CancellationToken.None)
            : retirement;
    }

    private static async Task<RootKeyRetirement> ForgetAsync(IKeyRingChange change, string id)
    {
        var use = (await change.ListUsesAsync()).FirstOrDefault(key => key.Id == change.Keys.Find(id));
        var retirement = change.Keys.Retire(id, use is null ? 0 : use.OwnerKeys + use.SystemKeys, await change.ListRunningReplicasAsync());
        if (retirement is { IsAllowed: true, Id: { } key })
        {
            await change.ForgetAsync(key);
        }

        return retirement;
    }

    private async Task<RootKeyRetirement> RemoveAsync(IKeyRingChange change, RootKeyRetirement retirement)
    {
        if (change.Keys.Find(retirement.Id!) is not { } id)
        {
            // Another process has removed it in the meantime.
            return retirement with { Id = null };
        }

        await change.AppendAsync(audit.EventOf(AuditActions.RetireRootKey, id));
        change.Remove(id);
        return retirement;
    }
}
