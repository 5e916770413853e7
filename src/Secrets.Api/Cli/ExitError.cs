using Secrets.Application;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary>A failure that ends the program with a message for the operator instead of a stack trace.</summary>
internal sealed record ExitError(int ExitCode, string Message)
{
    /// <summary>Returns null for an exception that is a defect of the program.</summary>
    public static ExitError? Of(Exception exception) =>
        exception switch
        {
            RemoteServiceException e => new(e.ExitCode, e.Message),
            RefusedException or OwnerShreddedException => new(ExitCodes.Refused, exception.Message),
            SettingException or DecryptionFailedException or IOException or UnauthorizedAccessException => new(
                ExitCodes.Unavailable,
                exception.Message
            ),
            InvalidDataException e => new(ExitCodes.Unavailable, $"{e.Message} {e.InnerException?.Message}".ReplaceLineEndings(" ")),
            StorageUnavailableException e => new(ExitCodes.Unavailable, $"{e.Setting}: {e.Message} {e.InnerException?.Message}"),
            _ => null,
        };
}
