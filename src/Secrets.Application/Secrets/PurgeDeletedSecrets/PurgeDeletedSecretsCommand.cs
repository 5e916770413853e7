using MediatR;

namespace Secrets.Application.Secrets.PurgeDeletedSecrets;

/// <summary>
/// Destroys the deleted secrets of all owners that can no longer be restored. Returns their number. While a clock may be wrong, it destroys
/// none.
/// </summary>
public sealed record PurgeDeletedSecretsCommand : IRequest<int>;
