using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.EnvFiles;
using Secrets.Application.Owners;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ImportSecrets;

internal sealed class ImportSecretsHandler(
    ImportComparer comparer,
    ImportWriter writer,
    OwnerQuotas quotas,
    SecretLimits limits,
    AuditTrail audit,
    TimeProvider time
) : IRequestHandler<ImportSecretsCommand, ImportOutcome>
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task<ImportOutcome> Handle(ImportSecretsCommand request, CancellationToken cancellationToken)
    {
        var (invalid, invalidCount) = InvalidLinesOf(request.File);
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < Timeout)
        {
            var difference = await comparer.CompareAsync(request.Caller, request.File, cancellationToken);
            using var room = await ReserveAsync(request.Caller, difference.Added.Count);
            var isRefused = invalidCount > 0 || (request.OnConflict == CollisionPolicy.Fail && difference.Changed.Count > 0);
            var isDone = !request.DryRun && !isRefused;
            var replaces = request.OnConflict == CollisionPolicy.Replace;
            if (!isDone || await writer.WriteAsync(request.Caller, difference, replaces, request.Progress, cancellationToken))
            {
                if (isDone)
                {
                    room?.Keep();
                }

                await AppendFailuresAsync(request.Caller, difference.Damaged);
                return OutcomeOf(request.OnConflict, isDone, difference, invalid, invalidCount);
            }

            // Jitter, so that conflicting imports do not collide again.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 50)), time, cancellationToken);
        }

        throw new StorageUnavailableException("The file could not be imported because other requests kept changing the secrets.");
    }

    private (List<InvalidLine> First, int Count) InvalidLinesOf(EnvFile file)
    {
        var tooLong = file
            .Entries.Where(entry => entry.Value.Length > limits.MaxValueBytes)
            .Select(entry => new InvalidLine(entry.Line, $"A value should have at most {limits.MaxValueBytes} bytes"));
        var badNames = file
            .Entries.Where(entry => !SecretName.IsAllowed(entry.Name) || SecretName.LengthOf(entry.Name) > SecretName.MaxLength)
            .Select(entry => new InvalidLine(
                entry.Line,
                $"A name should have at most {SecretName.MaxLength} characters, and not be '.' or '..'"
            ));
        List<InvalidLine> invalid = [.. tooLong, .. badNames];
        return (
            [.. file.InvalidLines.Concat(invalid).OrderBy(line => line.Line).Take(EnvFile.MaxInvalidLines)],
            file.InvalidLineCount + invalid.Count
        );
    }

    private async Task<QuotaReservation?> ReserveAsync(Caller caller, int added) =>
        added > 0 ? await quotas.ReserveSecretsAsync(caller.OwnerId, added) : null;

    private async Task AppendFailuresAsync(Caller caller, IReadOnlyList<Secret> damaged)
    {
        foreach (var secret in damaged)
        {
            await audit.AppendAsync(caller, AuditActions.ImportSecrets, secret.Id, secret.Version, AuditResults.Failed);
        }
    }

    private static ImportOutcome OutcomeOf(
        CollisionPolicy policy,
        bool isDone,
        ImportDifference difference,
        IReadOnlyList<InvalidLine> invalid,
        int invalidCount
    )
    {
        List<string> changed = [.. difference.Changed.Select(change => change.Entry.Name)];
        return new ImportOutcome(
            isDone,
            [.. difference.Added.Select(entry => entry.Name)],
            policy == CollisionPolicy.Skip ? [] : changed,
            difference.Unchanged,
            policy == CollisionPolicy.Skip ? changed : [],
            invalid,
            invalidCount
        );
    }
}
