using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Domain.Audit;

namespace Secrets.Application.KeyRing.RewrapKeys;

internal sealed class RewrapKeysHandler(IWrappedKeyRepository keys, ILoadedKeyRing ring, AuditTrail audit)
    : IRequestHandler<RewrapKeysCommand, RewrapKeysOutcome>
{
    // A root key in a key management service takes its time for each key.
    private const int MaxConcurrency = 16;

    public async Task<RewrapKeysOutcome> Handle(RewrapKeysCommand request, CancellationToken cancellationToken)
    {
        var activeId = ring.Keys.ActiveId;
        var total = await keys.CountAsync(activeId, cancellationToken);
        var (ownerKeys, systemKeys) = (0L, 0L);
        while (true)
        {
            var before = ownerKeys + systemKeys;
            var failed = new List<string>();
            systemKeys += await RewrapAsync(await keys.ListSystemKeysAsync(activeId, cancellationToken), failed, cancellationToken);
            request.Progress.Report(new WorkProgress(ownerKeys + systemKeys, total));
            WrappedKey? last = null;
            while (await keys.ListOwnerKeysAsync(activeId, last, cancellationToken) is [.., var end] page)
            {
                ownerKeys += await RewrapAsync(page, failed, cancellationToken);
                request.Progress.Report(new WorkProgress(ownerKeys + systemKeys, total));
                last = end;
            }

            // Another pass finds the keys that other processes have wrapped under an older root key in the meantime.
            if (ownerKeys + systemKeys == before)
            {
                return await EndAsync(new RewrapKeysOutcome(activeId, ownerKeys, systemKeys, failed));
            }
        }
    }

    private async Task<int> RewrapAsync(IReadOnlyList<WrappedKey> page, List<string> failed, CancellationToken cancellationToken)
    {
        var rewrapped = new WrappedKey?[page.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, page.Count),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
            async (i, _) => rewrapped[i] = await ring.RewrapAsync(page[i], cancellationToken)
        );
        failed.AddRange(page.Where((_, i) => rewrapped[i] is null).Select(key => $"{key}"));
        return await keys.ReplaceAsync([
            .. page.Zip(rewrapped).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!)),
        ]);
    }

    private async Task<RewrapKeysOutcome> EndAsync(RewrapKeysOutcome outcome)
    {
        if (outcome.OwnerKeys + outcome.SystemKeys is > 0 and var count)
        {
            await audit.AppendAsync(Caller.Operator, AuditActions.RewrapKeys, count: count);
        }

        return outcome;
    }
}
