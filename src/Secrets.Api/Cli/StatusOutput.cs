using System.Globalization;
using Secrets.Api.Responses;
using Secrets.Application.Diagnosis.GetStatus;
using Secrets.Domain.KeyRing;

namespace Secrets.Api.Cli;

/// <summary>Prints the status of an installation, a line for each part.</summary>
internal static class StatusOutput
{
    private const int MaxNamed = 5;

    /// <summary>The time in which a running service adds an event to the audit chain.</summary>
    private static readonly TimeSpan MaxLag = TimeSpan.FromMinutes(1);

    public static int Print(InstallationStatus status, ServiceStatus service, CheckpointStatus checkpoint)
    {
        Print(service.Fault is null, "service", service.Fault ?? $"{service.Url} is ready");
        Print(true, "database", DescribeDatabase(status.Database));
        Print(true, "schema", $"{status.Database.Schema}");
        Print(true, "key ring", string.Join("; ", status.KeyRing.Select(key => Describe(key, status.Now))));
        Print(status.Replicas.Count > 0, "replicas", DescribeReplicas(status));
        Print(!(status.Now - status.Audit.PendingSince > MaxLag), "audit", DescribeAudit(status.Audit, status.Now));
        Print(checkpoint.Fault is null, "proof", DescribeCheckpoint(checkpoint));
        Print(status.EndingApiKeys.Count == 0, "API keys", DescribeEndingKeys(status.EndingApiKeys));
        Print(true, "secrets", DescribeSecrets(status.Secrets));
        return ExitCodes.Done;
    }

    private static void Print(bool isGood, string what, string text) =>
        Output.State(isGood ? Tone.Good : Tone.Doubtful, isGood ? "ok" : "WARN", what, text);

    private static string DescribeDatabase(DatabaseStatus database) =>
        $"{database.Provider} {database.Version}, {database.Place}, {SizeOf(database.SizeBytes)}";

    private static string Describe(LoadedRootKey key, DateTimeOffset now) =>
        $"{key.Id} {(key.IsActive ? "active" : "decrypt-only")}, "
        + (key.CreatedAt is { } createdAt ? $"{AgeOf(createdAt, now)} old" : "of unknown age");

    private static string DescribeReplicas(InstallationStatus status) =>
        status.Replicas.Count == 0 ? "no service runs" : $"{status.Replicas.Count} run: {List(status.Replicas, Describe)}";

    private static string Describe(RunningReplica replica) => replica.Name;

    private static string DescribeAudit(AuditStatus audit, DateTimeOffset now)
    {
        var chain = audit.BlockCreatedAt is { } createdAt ? $"block {audit.Block} of {createdAt:u}" : "no block yet";
        return audit.PendingSince is { } since
            ? $"{chain}, {AtLeast(audit.PendingEvents, AuditStatus.MaxPendingEvents)} events after it, the first {AgeOf(since, now)} old"
            : $"{chain}, no event after it";
    }

    private static string DescribeCheckpoint(CheckpointStatus checkpoint) =>
        checkpoint.Path is null ? "no checkpoint is kept"
        : checkpoint.Fault ?? $"'{checkpoint.Path}' has the checkpoint of block {checkpoint.Block}, {checkpoint.CreatedAt:u}";

    private static string DescribeEndingKeys(IReadOnlyList<EndingApiKey> keys) =>
        keys.Count == 0
            ? $"none ends within {EndingApiKey.Period.Days} days"
            : $"{AtLeast(keys.Count, EndingApiKey.MaxListed)} end within {EndingApiKey.Period.Days} days: "
                + List(keys, key => $"{key.Id} '{key.Name}' of {key.Owner} on {key.EndsAt:u}");

    private static string DescribeSecrets(SecretsStatus secrets)
    {
        var changes = secrets.HasAllChanges ? $"{secrets.ChangesOfLastDay}" : $"{secrets.ChangesOfLastDay} or more";
        var byOwner = secrets.ChangesOfLastDay > 0 ? $": {List(secrets.ChangesByOwner, owner => $"{owner.Owner} {owner.Changes}")}" : "";
        return $"{secrets.Count} of {secrets.Owners} owners, with deleted ones; {changes} changes in the last day{byOwner}";
    }

    private static string List<T>(IReadOnlyList<T> items, Func<T, string> describe) =>
        string.Join(", ", items.Take(MaxNamed).Select(describe)) + (items.Count > MaxNamed ? " and more" : "");

    private static string AtLeast(long count, long max) => count < max ? $"{count}" : $"{max} or more";

    private static string AgeOf(DateTimeOffset time, DateTimeOffset now) =>
        Duration.Format(now > time ? now - time : TimeSpan.Zero);

    private static string SizeOf(long bytes) =>
        bytes >= 1_000_000_000 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB");
}
