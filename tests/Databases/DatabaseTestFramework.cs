using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Secrets.Tests.Databases;

/// <summary>Reports the Postgres server of a test run.</summary>
public sealed class DatabaseTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName)
    {
        PostgresServer.Announce = line => DiagnosticMessageSink.OnMessage(new DiagnosticMessage(line));
        return base.CreateExecutor(assemblyName);
    }
}
