using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Audit;
using Secrets.Application.Audit.VerifyAudit;
using Secrets.Domain.Owners;

namespace Secrets.Infrastructure.Tests.Audit;

/// <summary>The use cases of the audit chain in one process.</summary>
internal sealed class TestChain(IServiceProvider services)
{
    public TimeSpan? Lag => services.GetRequiredService<AuditChainWriter>().Lag;

    public Task<int> ExtendAsync() => services.GetRequiredService<AuditChainWriter>().ExtendAsync(CancellationToken.None);

    /// <summary>Extends the chain until it covers an event. Open transactions of other tests on the same server delay it.</summary>
    public async Task ExtendByOneBlockAsync()
    {
        while (await ExtendAsync() == 0)
        {
            await Task.Yield();
        }
    }

    /// <summary>Stores a secret, and a block that covers its event.</summary>
    public async Task StoreAsync(string name)
    {
        await StoredSecrets.StoreAsync(services, Owner.Default, name, "v");
        await ExtendByOneBlockAsync();
    }

    public Task<int> RemoveAsync(long createdUntil) =>
        services.GetRequiredService<AuditRetention>().RemoveAsync(createdUntil, CancellationToken.None);

    public Task<AuditCheckpoint?> FindLastAsync() => services.GetRequiredService<AuditCheckpoints>().FindLastAsync(CancellationToken.None);

    public Task<bool> HasAsync(AuditCheckpoint checkpoint) =>
        services.GetRequiredService<AuditCheckpoints>().HasAsync(checkpoint, CancellationToken.None);

    public Task<AuditReport> VerifyAsync(AuditCheckpoint? checkpoint = null) =>
        services.GetRequiredService<IMediator>().Send(new VerifyAuditQuery(checkpoint));
}
