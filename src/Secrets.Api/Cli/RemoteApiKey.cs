using System.Globalization;

namespace Secrets.Api.Cli;

/// <summary>The API key for a running service, in <c>SECRETS_API_KEY</c>.</summary>
internal static class RemoteApiKey
{
    public const string Variable = "SECRETS_API_KEY";

    /// <exception cref="RemoteServiceException">It is missing or cannot be an API key. The message does not contain the key.</exception>
    public static string Read()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } key)
        {
            throw new RemoteServiceException($"{Variable} is not set to an API key.", ExitCodes.Usage);
        }

        var position = key.AsSpan().IndexOfAnyExceptInRange('!', '~');
        if (position < 0)
        {
            return key;
        }

        var problem = IsInvisible(key[position]) ? $"an invisible character (U+{(int)key[position]:X4})" : "a character that is not ASCII";
        throw new RemoteServiceException(
            $"{Variable} has {problem} at position {position + 1} of {key.Length}, which no API key has. Set it again without.",
            ExitCodes.Usage
        );
    }

    private static bool IsInvisible(char c) =>
        char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format;
}
