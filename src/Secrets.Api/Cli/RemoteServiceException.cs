namespace Secrets.Api.Cli;

/// <summary>A running service cannot be reached or refuses a request. The message may quote the service.</summary>
internal sealed class RemoteServiceException(string message, int exitCode) : Exception(Printable.Of(message))
{
    public int ExitCode { get; } = exitCode;
}
