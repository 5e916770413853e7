using System.CommandLine;
using System.CommandLine.Parsing;
using Secrets.Domain.Owners;

namespace Secrets.Api.Cli;

/// <summary>Whose secrets a verb is about: those of an owner in the database of the settings, or those of a key at a running service.</summary>
internal sealed class SecretsSource
{
    private readonly Option<string> _owner = new("--owner")
    {
        Description = "The owner, in the database of the settings.",
        DefaultValueFactory = _ => Owner.Default.Name,
    };

    private readonly Option<Uri?> _url = new("--url")
    {
        Description =
            "The address of a running service, such as https://secrets.example. The key is taken from SECRETS_API_KEY, and decides the owner.",
        CustomParser = ParseUrl,
    };

    public static Uri? ParseUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        argument.AddError("--url: an address such as https://secrets.example.");
        return null;
    }

    public void AddTo(Command verb)
    {
        verb.Add(_owner);
        verb.Add(_url);
        verb.Validators.Add(parsed =>
        {
            if (parsed.GetResult(_url) is not null && parsed.GetResult(_owner) is { Implicit: false })
            {
                parsed.AddError("--owner and --url exclude each other: the key decides the owner.");
            }
        });
    }

    public string OwnerOf(ParseResult parsed) => parsed.GetRequiredValue(_owner);

    /// <summary>Null where the database of the settings is meant.</summary>
    public Uri? UrlOf(ParseResult parsed) => parsed.GetValue(_url);
}
