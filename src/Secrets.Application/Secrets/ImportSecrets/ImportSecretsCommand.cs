using MediatR;
using Secrets.Application.EnvFiles;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>Stores all entries of a file, or none of them.</summary>
/// <param name="DryRun">True to report what would be done, and to do nothing.</param>
public sealed record ImportSecretsCommand(Caller Caller, EnvFile File, CollisionPolicy OnConflict, bool DryRun) : IRequest<ImportOutcome>
{
    public const int MaxEntries = 10_000;
}
