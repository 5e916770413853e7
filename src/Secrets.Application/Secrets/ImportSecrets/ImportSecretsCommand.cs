using MediatR;
using Secrets.Application.SecretFiles;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>Stores all entries of a file, or none of them.</summary>
/// <param name="DryRun">True to report the changes without making them.</param>
public sealed record ImportSecretsCommand(Caller Caller, SecretFile File, CollisionPolicy OnConflict, bool DryRun)
    : IRequest<ImportOutcome>
{
    public const int MaxEntries = 10_000;

    /// <summary>Takes the number of secrets that are written; null to report nothing.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }
}
