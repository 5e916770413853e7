using System.CommandLine;
using Secrets.Domain.Owners;

namespace Secrets.Api.Cli;

/// <summary>
/// The options <c>--owner</c> and <c>--url</c>: the secrets of an owner in the database of the settings, or those of an API key in a
/// running service.
/// </summary>
internal sealed class SecretsSource
{
    private readonly Option<string> _owner = new("--owner")
    {
        Description = "The owner, in the database of the settings.",
        DefaultValueFactory = _ => Owner.Default.Name,
    };

    private readonly Option<Uri?> _url = SharedOptions.Url(
        $"The address of a running service, such as https://secrets.example. {RemoteService.KeyVariable} is the API key, which decides the "
            + "owner."
    );

    public void AddTo(Command command)
    {
        command.Add(_owner);
        command.Add(_url);
        command.Validators.Add(parsed =>
        {
            if (parsed.GetResult(_url) is not null && parsed.GetResult(_owner) is { Implicit: false })
            {
                parsed.AddError("--owner and --url cannot be combined: the API key decides the owner.");
            }
        });
    }

    public string OwnerOf(ParseResult parsed) => parsed.GetRequiredValue(_owner);

    /// <summary>Returns null for the database of the settings.</summary>
    public Uri? UrlOf(ParseResult parsed) => parsed.GetValue(_url);
}
