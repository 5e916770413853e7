using System.CommandLine;
using System.CommandLine.Parsing;

namespace Secrets.Api.Cli;

/// <summary>Options and arguments that several commands have.</summary>
internal static class SharedOptions
{
    public static readonly Option<string> Owner = new("--owner")
    {
        Description = "The owner.",
        DefaultValueFactory = _ => Domain.Owners.Owner.Default.Name,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    /// <summary>An option of every command.</summary>
    public static readonly Option<bool> Quiet = new("--quiet") { Description = "Show no progress.", Recursive = true };

    public static readonly Option<string> KeyName = new("--name")
    {
        Description = "A name for the key.",
        DefaultValueFactory = _ => "command line",
    };

    public static readonly Option<string?> SecretDescription = new("--description")
    {
        Description = "The description of the secret. Without it, an existing secret keeps its own.",
    };

    public static readonly Argument<Guid> KeyId = new("id") { Description = "The id of the API key, from keys list." };

    public static readonly Argument<string> OwnerName = new("name") { Description = "The owner." };

    public static readonly Option<TimeSpan?> Wait = CreateWait();

    public static readonly Argument<string> RootKeyId = new("id") { Description = "The id of the root key, from keyring status." };

    /// <summary>An option that takes the name of an enumeration's value. The first one is the default.</summary>
    public static Option<string> OneOf<T>(string name, string description)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())];
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => names[0] };
        option.AcceptOnlyFromAmong(names);
        return option;
    }

    /// <summary>An option that takes a duration such as <c>90d</c>.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) =>
        new(name)
        {
            Description = description,
            CustomParser = argument =>
            {
                if (Cli.Duration.TryParse(argument.Tokens[0].Value, out var duration))
                {
                    return duration;
                }

                argument.AddError($"{name} must be a number and a unit, such as 90d, 12h or 30m.");
                return null;
            },
        };

    /// <summary>The argument NAME, the name of a secret.</summary>
    public static Argument<string> SecretName(string argument = "name", string description = "The name of the secret.")
    {
        var name = new Argument<string>(argument) { Description = description };

        // In the path of a request these would name another route.
        name.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" or "." or ".." }])
            {
                result.AddError($"The {argument} of a secret cannot be empty, . or ..");
            }
        });
        return name;
    }

    /// <summary>The option <c>--url</c>, which takes the address of a service.</summary>
    public static Option<Uri?> Url(string description) => new("--url") { Description = description, CustomParser = ParseUrl };

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        argument.AddError("--url must be an address such as https://secrets.example or http://unix:/run/secrets.sock.");
        return null;
    }

    private static Option<TimeSpan?> CreateWait()
    {
        var option = Duration("--wait", "The longest time to wait for running services, which read the key ring every 5 seconds.");
        option.DefaultValueFactory = _ => TimeSpan.FromSeconds(15);
        return option;
    }
}
