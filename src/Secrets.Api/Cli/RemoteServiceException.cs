namespace Secrets.Api.Cli;

/// <summary>
/// A running service cannot be reached or refuses a request. The message may quote the service; control characters are replaced, since a
/// terminal would obey them.
/// </summary>
internal sealed class RemoteServiceException(string message, int exitCode)
    : Exception(string.Concat(message.Select(c => char.IsControl(c) ? '?' : c)))
{
    public int ExitCode { get; } = exitCode;
}
