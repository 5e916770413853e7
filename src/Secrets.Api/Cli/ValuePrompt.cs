using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary>Asks for a value on a terminal, without showing it.</summary>
internal static class ValuePrompt
{
    private const int MaxLength = 64 * 1024;
    private const char EraseLine = '\u0015';
    private const char EndOfInput = '\u0004';

    /// <returns>The value, which the caller must dispose of; null if it cannot be used, which was reported.</returns>
    public static SecretValue? Read()
    {
        // From the first use of the keyboard on, the terminal shows nothing that is typed.
        _ = Console.KeyAvailable;
        Console.Error.Write("Value (not shown): ");
        var text = new char[MaxLength];
        try
        {
            var length = ReadLine(text);
            Console.Error.WriteLine();
            if (Console.KeyAvailable)
            {
                // The shell would run the rest of what was pasted.
                DiscardInput();
                Output.Note("The value has several lines. Nothing was changed. Use --file or standard input.");
                return null;
            }

            if (length == 0)
            {
                Output.Note("The value is empty. Nothing was changed. To set an empty value, use --file /dev/null.");
                return null;
            }

            var bytes = new byte[Encoding.UTF8.GetMaxByteCount(length)];
            return SecretValue.TakeOwnershipOf(bytes, Encoding.UTF8.GetBytes(text.AsSpan(0, length), bytes));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    private static int ReadLine(Span<char> text)
    {
        var length = 0;
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter && key.KeyChar != EndOfInput)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                length = Math.Max(length - 1, 0);
            }
            else if (key.KeyChar == EraseLine)
            {
                length = 0;
            }
            else if ((!char.IsControl(key.KeyChar) || key.KeyChar == '\t') && length < text.Length)
            {
                text[length++] = key.KeyChar;
            }
        }

        return length;
    }

    private static void DiscardInput()
    {
        while (Console.KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }
}
