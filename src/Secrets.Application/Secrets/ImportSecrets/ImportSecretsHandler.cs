using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Secrets.Application.Audit;
using Secrets.Application.Owners;
using Secrets.Application.SecretFiles;
using Secrets.Application.Secrets.CreateSecret;
using Secrets.Application.Secrets.PatchMetadata;
using Secrets.Application.Validation;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ImportSecrets;

internal sealed class ImportSecretsHandler(
    IValidator<CreateSecretCommand> validator,
    IValidator<PatchMetadataCommand> metadata,
    ImportComparer comparer,
    ImportWarnings warnings,
    ImportWriter writer,
    OwnerQuotas quotas,
    AuditTrail audit,
    TimeProvider time
) : IRequestHandler<ImportSecretsCommand, ImportOutcome>
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task<ImportOutcome> Handle(ImportSecretsCommand request, CancellationToken cancellationToken)
    {
        if (request.File.Entries.Any(NamesCanary) && !request.Caller.Has([Scopes.ManageKeys]))
        {
            throw new ForbiddenException();
        }

        var (entries, invalid, invalidCount) = Validate(request.Caller, request.File);
        entries.ForEach(entry => request.Caller.RequireReach(entry.Name));
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < Timeout)
        {
            var difference = await comparer.CompareAsync(request.Caller, entries, cancellationToken);
            using var room = await ReserveAsync(request.Caller, difference.Added.Count);
            var isRefused = invalidCount > 0 || (request.OnConflict == CollisionPolicy.Fail && difference.Changed.Count > 0);
            var isDone = !request.DryRun && !isRefused;
            var replaces = request.OnConflict == CollisionPolicy.Replace;
            var mistakes = await warnings.FindAsync(request.Caller, difference, request.OnConflict, cancellationToken);
            if (!isDone || await writer.WriteAsync(request.Caller, difference, replaces, request.Progress, cancellationToken))
            {
                if (isDone)
                {
                    room?.Keep();
                }

                await AppendFailuresAsync(request.Caller, difference.Damaged);
                return OutcomeOf(request.OnConflict, isDone, difference, mistakes, invalid, invalidCount);
            }

            // Jitter, so that conflicting imports do not collide again.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 50)), time, cancellationToken);
        }

        throw new StorageUnavailableException("The file could not be imported because other requests kept changing the secrets.");
    }

    private (List<SecretEntry> Valid, List<InvalidLine> Invalid, int InvalidCount) Validate(Caller caller, SecretFile file)
    {
        var (valid, invalid) = (new List<SecretEntry>(), new List<InvalidLine>());
        foreach (var entry in file.Entries)
        {
            var description = entry.Description is { } text ? Submitted.Of(text) : new Submitted<string>(SubmittedKind.Null);
            var result = validator.Validate(
                new CreateSecretCommand(caller, Submitted.Of(entry.Name), new SubmittedMetadata(description), Submitted.Of(entry.Value))
            );
            var patch = new PatchMetadataCommand(caller, entry.Name, entry.Metadata, Precondition: null);
            List<ValidationFailure> failures = [.. result.Errors, .. metadata.Validate(patch).Errors];
            if (failures.Count == 0)
            {
                valid.Add(entry);
            }

            invalid.AddRange(failures.Select(failure => LineOf(entry, RequestFailure.Of(failure, "body"))));
        }

        return (
            valid,
            [.. file.InvalidLines.Concat(invalid).OrderBy(line => line.Line).Take(SecretFile.MaxInvalidLines)],
            file.InvalidLineCount + invalid.Count
        );
    }

    private static InvalidLine LineOf(SecretEntry entry, RequestFailure failure) =>
        new(entry.Line, $"{string.Join('.', failure.Location.Skip(1))}: {failure.Message}");

    private static bool NamesCanary(SecretEntry entry) => entry.Metadata.Canary.Kind != SubmittedKind.Absent;

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
        IReadOnlyList<ImportWarning> warnings,
        IReadOnlyList<InvalidLine> invalid,
        int invalidCount
    )
    {
        List<string> changed = [.. difference.Changed.Select(change => change.Entry.Name)];
        return new ImportOutcome(
            isDone,
            [.. difference.Added.Select(entry => entry.Name)],
            policy == CollisionPolicy.Skip ? [] : changed,
            [.. difference.Unchanged.Select(same => same.Entry.Name)],
            policy == CollisionPolicy.Skip ? changed : [],
            warnings,
            invalid,
            invalidCount
        );
    }
}
