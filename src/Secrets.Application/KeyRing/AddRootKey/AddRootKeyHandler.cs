using MediatR;
using Secrets.Application.Audit;
using Secrets.Domain.Audit;

namespace Secrets.Application.KeyRing.AddRootKey;

internal sealed class AddRootKeyHandler(IKeyRingChanges changes, AuditTrail audit) : IRequestHandler<AddRootKeyCommand, string>
{
    public Task<string> Handle(AddRootKeyCommand request, CancellationToken cancellationToken) =>
        changes.RunAsync(
            async change =>
            {
                var id = await change.AddAsync(cancellationToken);
                await change.AppendAsync(audit.EventOf(AuditActions.AddRootKey, id));
                return id;
            },
            cancellationToken
        );
}
