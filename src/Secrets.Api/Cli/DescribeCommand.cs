using System.CommandLine;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using MediatR;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.Secrets.GetSecret;

namespace Secrets.Api.Cli;

/// <summary><c>describe</c>.</summary>
internal static class DescribeCommand
{
    private static readonly Argument<string> Name = SharedOptions.SecretName();

    public static Command Create()
    {
        var source = new SecretsSource();
        var changes = new MetadataOptions();
        var command = new Command(
            "describe",
            """
            Show a secret without its value, or change its description, labels and times.

            Example:
              secrets describe GITHUB_TOKEN --label team=core --rotate-every-days 90
            """
        )
        {
            Name,
            SharedOptions.Json,
        };
        changes.AddTo(command);
        source.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var (name, asJson) = (parsed.GetRequiredValue(Name), parsed.GetValue(SharedOptions.Json));
                var patch = changes.Read(parsed);
                return source.UseAsync(
                    parsed,
                    service =>
                        patch is null
                            ? ShowAsync(service, name, asJson, cancellationToken)
                            : ChangeAsync(service, name, patch, cancellationToken),
                    (mediator, caller) =>
                        patch is null
                            ? ShowAsync(mediator, caller, name, asJson, cancellationToken)
                            : ChangeAsync(mediator, caller, name, patch, cancellationToken),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static async Task<int> ShowAsync(RemoteService service, string name, bool asJson, CancellationToken cancellationToken) =>
        SecretOutput.Print(
            await service.GetAsync<SecretMetadataResponse>(RemoteService.PathOf(name, "/metadata"), cancellationToken),
            asJson
        );

    private static async Task<int> ShowAsync(
        IMediator mediator,
        Caller caller,
        string name,
        bool asJson,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new GetSecretQuery(caller, name), cancellationToken) is { } secret
            ? SecretOutput.Print(SecretMetadataResponse.Of(secret, caller), asJson)
            : SecretOutput.NotFound(name);

    private static async Task<int> ChangeAsync(RemoteService service, string name, JsonObject patch, CancellationToken cancellationToken)
    {
        const string Json = MediaTypeNames.Application.Json;
        using var body = new StringContent(patch.ToJsonString(), Encoding.UTF8, Json);
        await service.SendAsync(HttpMethod.Patch, RemoteService.PathOf(name, "/metadata"), Json, cancellationToken, body);
        return Output.Done($"Described {name}.");
    }

    private static async Task<int> ChangeAsync(
        IMediator mediator,
        Caller caller,
        string name,
        JsonObject patch,
        CancellationToken cancellationToken
    )
    {
        var body = Encoding.UTF8.GetBytes(patch.ToJsonString());
        var request = (PatchMetadataRequest)JsonBody.Parse(body, ApiJson.Web.PatchMetadataRequest)!;
        return await mediator.Send(request.ToCommand(caller, name, precondition: null), cancellationToken) is not null
            ? Output.Done($"Described {name}.")
            : SecretOutput.NotFound(name);
    }
}
