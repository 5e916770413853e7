namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// SQL that limits the transaction it begins: a statement before others in one round trip. The limits end with the transaction, so that
/// sessions may change in between, as they do behind a pooler.
/// </summary>
internal sealed class PostgresLimits(bool hasPooler)
{
    /// <summary>
    /// The limits of a session without a pooler: those of batches, which then need no further statement. A short lock_timeout keeps one
    /// blocked row from stalling its batch. Without sequential scans, a plan that is made while a table is small is good for a large one.
    /// </summary>
    public const string Session = " -c lock_timeout=100ms -c statement_timeout=0 -c enable_seqscan=off -c jit=off";

    // Less than the 10 seconds that callers wait, so that statements that nobody waits for any more do not fill the pool.
    private const string LockTimeout = "set_config('lock_timeout', '8s', true)";

    // The wait of a COMMIT for a standby must not be cut short by the role's own limit.
    private const string NoStatementTimeout = "set_config('statement_timeout', '0', true)";

    /// <summary>The server ends a read that takes too long.</summary>
    public string Read { get; } =
        $"SELECT set_config('statement_timeout', '8s', true), {LockTimeout}{(hasPooler ? "" : ", set_config('enable_seqscan', 'on', true)")};\n";

    /// <summary>For one item of a batch that failed: it waits for the locks of others.</summary>
    public string Alone { get; } = $"SELECT {LockTimeout}, {NoStatementTimeout}";

    /// <summary>Empty, or a statement with one row: a batch waits for locks for a short time only.</summary>
    public string Batch { get; } = hasPooler ? $"SELECT set_config('lock_timeout', '100ms', true), {NoStatementTimeout}" : "";

    /// <summary>Begins a transaction.</summary>
    public string Transaction { get; } = $"BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED;\nSELECT {LockTimeout}, {NoStatementTimeout}";

    /// <summary>Begins a transaction that waits for the locks of others for a minute.</summary>
    public string Exclusive { get; } =
        $"BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED;\nSELECT set_config('lock_timeout', '60s', true), {NoStatementTimeout}";

    /// <summary>Begins a transaction that waits without a limit.</summary>
    public string Unlimited { get; } =
        $"BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED;\nSELECT set_config('lock_timeout', '0', true), {NoStatementTimeout}";
}
