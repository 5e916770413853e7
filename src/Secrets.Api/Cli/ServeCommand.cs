using System.CommandLine;
using Secrets.Api.Configuration;
using Secrets.Infrastructure;

namespace Secrets.Api.Cli;

/// <summary><c>serve</c>, which is also what the program does without a command.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Urls = CreateUrls();

    public static Command Create()
    {
        var command = new Command(
            "serve",
            """
            Serve HTTP until SIGTERM or SIGINT. This is also what the program does without a command.

            Example:
              secrets serve --urls http://127.0.0.1:9000
            """
        );
        AddTo(command);
        return command;
    }

    /// <summary>Makes a command serve.</summary>
    public static void AddTo(Command command)
    {
        command.Add(Urls);
        command.SetAction(parsed => Program.ServeAsync(parsed.GetValue(Urls)));
    }

    private static Option<string?> CreateUrls()
    {
        var option = new Option<string?>("--urls")
        {
            Description =
                $"The addresses to listen on, separated by semicolons, instead of those in {ListeningAddress.Urls}. The default is "
                + $"{ListeningAddress.DefaultUrl}.",
        };
        option.Validators.Add(result =>
        {
            try
            {
                ListeningAddress.ParseAll("--urls", result.Tokens is [var urls] ? urls.Value : "");
            }
            catch (SettingException e)
            {
                result.AddError(e.Message);
            }
        });
        return option;
    }
}
