using MediatR;

namespace Secrets.Application.Secrets.PurgeDeletedSecrets;

/// <summary>Destroys the deleted secrets of all owners that can no longer be restored. Returns how many: none while a clock may be wrong.</summary>
public sealed record PurgeDeletedSecretsCommand : IRequest<int>;
