using System.Security.Cryptography;
using System.Text.Unicode;
using Secrets.Application.Secrets;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary>Reads a value from a file, from standard input, or at a prompt if standard input is a terminal.</summary>
internal static class ValueInput
{
    /// <returns>The value, which the caller must dispose of; null if it cannot be used, which was reported.</returns>
    public static async Task<SecretValue?> ReadAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null && !Console.IsInputRedirected)
        {
            return ValuePrompt.Read();
        }

        var bytes = new byte[SecretLimits.LargestMaxValueBytes + 1];
        try
        {
            await using var input = InputFile.Open(path ?? InputFile.StandardInput);
            var length = await input.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            if (ProblemOf(bytes.AsSpan(0, length), isEmptyAllowed: path is not null) is not { } problem)
            {
                return SecretValue.TakeOwnershipOf(bytes, length);
            }

            Output.Note(problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Output.Note(e.Message);
        }

        CryptographicOperations.ZeroMemory(bytes);
        return null;
    }

    // Without --file, an empty value is most likely that of a job without standard input, or of a command that failed in a pipe.
    private static string? ProblemOf(ReadOnlySpan<byte> value, bool isEmptyAllowed) =>
        value.IsEmpty && !isEmptyAllowed ? "Standard input is empty. Nothing was changed. To set an empty value, use --file /dev/null."
        : value.Length > SecretLimits.LargestMaxValueBytes
            ? $"The value is longer than {SecretLimits.LargestMaxValueBytes} bytes. Nothing was changed."
        : !Utf8.IsValid(value) ? "The value is not UTF-8 text. Nothing was changed. Encode it as text, such as with base64."
        : null;
}
