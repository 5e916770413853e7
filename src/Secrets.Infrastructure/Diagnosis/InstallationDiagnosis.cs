using System.Runtime.CompilerServices;
using Secrets.Application;
using Secrets.Application.Diagnosis;

namespace Secrets.Infrastructure.Diagnosis;

internal sealed class InstallationDiagnosis(
    DatabaseCheck database,
    SchemaCheck schema,
    ClockCheck clock,
    LoadedKeyRingCheck keyRing,
    TimesCheck times,
    ValuesCheck values,
    AuditCheck audit
) : IDiagnosis
{
    public async IAsyncEnumerable<Finding> ExamineAsync(
        int? sample,
        IProgress<WorkProgress> progress,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        (Func<Task<Finding>> Run, bool IsNeeded)[] checks =
        [
            (() => database.RunAsync(cancellationToken), true),
            (() => schema.RunAsync(cancellationToken), true),
            (() => clock.RunAsync(cancellationToken), false),
            (() => keyRing.RunAsync(cancellationToken), true),
            (() => times.RunAsync(cancellationToken), false),
            (() => values.RunAsync(sample, progress, cancellationToken), false),
            (() => audit.RunAsync(cancellationToken), false),
        ];
        foreach (var (run, isNeeded) in checks)
        {
            var finding = await run();
            yield return finding;
            if (finding.IsFault && isNeeded)
            {
                yield break;
            }
        }
    }
}
