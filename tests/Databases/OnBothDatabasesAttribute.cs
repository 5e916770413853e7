using System.Reflection;
using Secrets.Infrastructure;
using Xunit.Sdk;

namespace Secrets.Tests.Databases;

/// <summary>Runs a theory with SQLite and with Postgres, each followed by the given arguments.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class OnBothDatabasesAttribute(params object?[] arguments) : DataAttribute
{
    public object?[] Arguments { get; } = arguments;

    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) =>
        [
            [StorageProvider.Sqlite, .. Arguments],
            [StorageProvider.Postgres, .. Arguments],
        ];
}
