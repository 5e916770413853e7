using System.CommandLine;
using MediatR;
using Secrets.Application;
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

    /// <summary>Runs one of two actions: on the running service of <c>--url</c>, or on the database of the settings.</summary>
    /// <returns>The exit code of the action.</returns>
    public async Task<int> UseAsync(
        ParseResult parsed,
        Func<RemoteService, Task<int>> remote,
        Func<IMediator, Caller, Task<int>> local,
        CancellationToken cancellationToken
    )
    {
        if (parsed.GetValue(_url) is not { } url)
        {
            return await LocalInstallation.UseAsync(parsed.GetRequiredValue(_owner), local, cancellationToken);
        }

        using var service = new RemoteService(url);
        return await remote(service);
    }
}
