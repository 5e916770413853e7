namespace Secrets.Api.Tests;

/// <summary>The collection of tests during which no other test runs.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
