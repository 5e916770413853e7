using Secrets.Infrastructure.Encryption;
using Secrets.Infrastructure.KeyRing;

namespace Secrets.Infrastructure;

/// <summary>An installation with its unwrapped keys.</summary>
/// <param name="ApiKeysKey">Authenticates API keys.</param>
/// <param name="AuditKey">Authenticates audit events.</param>
internal sealed record OpenedInstallation(Guid Id, IKeyRing Ring, SymmetricKey ApiKeysKey, SymmetricKey AuditKey);
