using Secrets.Application.Diagnosis;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Diagnosis;

internal sealed class SchemaCheck(Migrations migrations)
{
    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        var schema = await migrations.FindAsync(cancellationToken);
        var fault = migrations.FindFault(schema);
        return new Finding("schema", IsFault: fault is not null, fault ?? $"{schema}");
    }
}
