namespace Secrets.Api.Cli;

/// <summary>What a verb ends with where the service cannot be used. The message may hold what it said, but nothing that a terminal would obey.</summary>
internal sealed class RemoteServiceException(string message, int exitCode)
    : Exception(string.Concat(message.Select(c => char.IsControl(c) ? '?' : c)))
{
    public int ExitCode { get; } = exitCode;
}
