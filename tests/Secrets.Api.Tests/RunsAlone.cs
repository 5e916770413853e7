namespace Secrets.Api.Tests;

/// <summary>The collection of tests that run while no other test runs.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
