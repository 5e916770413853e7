namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// SQL that sets limits for one transaction. It precedes other statements in the same round trip. The limits end with the transaction,
/// because a pooler may use another session for the next one.
/// </summary>
internal sealed class PostgresLimits(bool hasPooler)
{
    /// <summary>
    /// The session's limits if there is no pooler. Batches rely on them and need no further statement. A short lock_timeout keeps one
    /// blocked row from stalling its batch. Without sequential scans, a plan that was made for a small table also suits a large one.
    /// </summary>
    public const string Session = " -c lock_timeout=100ms -c statement_timeout=0 -c enable_seqscan=off -c jit=off";

    // Less than the 10 seconds that callers wait, so that abandoned statements do not fill the pool.
    private const string LockTimeout = "set_config('lock_timeout', '8s', true)";

    // A limit of the database role must not end a COMMIT that waits for a standby.
    private const string NoStatementTimeout = "set_config('statement_timeout', '0', true)";

    /// <summary>Lets the server end a read that takes too long.</summary>
    public string Read { get; } =
        $"SELECT set_config('statement_timeout', '8s', true), {LockTimeout}"
        + $"{(hasPooler ? "" : ", set_config('enable_seqscan', 'on', true)")};\n";

    /// <summary>Lets one item of a failed batch wait for the locks of other transactions.</summary>
    public string Alone { get; } = $"SELECT {LockTimeout}, {NoStatementTimeout}";

    /// <summary>Makes a batch wait for locks only briefly. Empty if the session has these limits.</summary>
    public string Batch { get; } = hasPooler ? $"SELECT set_config('lock_timeout', '100ms', true), {NoStatementTimeout}" : "";

    /// <summary>Begins a transaction.</summary>
    public string Transaction { get; } = $"BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED;\nSELECT {LockTimeout}, {NoStatementTimeout}";

    /// <summary>Begins a transaction that waits up to a minute for locks.</summary>
    public string Exclusive { get; } =
        $"BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED;\nSELECT set_config('lock_timeout', '60s', true), {NoStatementTimeout}";

    /// <summary>Begins a transaction that waits for locks without a limit.</summary>
    public string Unlimited { get; } =
        $"BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED;\nSELECT set_config('lock_timeout', '0', true), {NoStatementTimeout}";
}
