using System.CommandLine;

namespace Secrets.Api.Cli;

/// <summary>Asks for a name before something is destroyed, unless <c>--yes</c> is given.</summary>
internal static class NameConfirmation
{
    public static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask for the name." };

    /// <param name="request">What to type, and why.</param>
    public static bool IsGiven(string request, string name)
    {
        Output.Note($"{request} ({name}):");
        return Console.In.ReadLine() == name;
    }

    public static int Refused() => Output.End(ExitCodes.Refused, "The name does not match. Nothing was changed.");
}
