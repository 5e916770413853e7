using System.Net;

namespace Secrets.Api.Cli;

/// <summary>A running service cannot be reached or refuses a request. The message may quote the service.</summary>
internal sealed class RemoteServiceException(string message, int exitCode, HttpStatusCode? status = null)
    : Exception(Printable.Of(message))
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The status of the response; null without a response.</summary>
    public HttpStatusCode? Status { get; } = status;
}
