using System.CommandLine;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using Secrets.Api.Responses;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.GenerateSecret;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary><c>generate</c>.</summary>
internal static class GenerateCommand
{
    private static readonly Argument<string> Name = SharedOptions.SecretName();

    private static readonly Option<int?> Length = new("--length")
    {
        Description = $"The number of characters (by default 32) or of words (by default 8): {GeneratedValue.MinLength} to "
            + $"{GeneratedValue.MaxLength}.",
    };

    private static readonly Option<string> Alphabet = SharedOptions.OneOf<ValueAlphabet>(
        "--alphabet",
        "The characters. ascii has all that can be printed, except the space."
    );

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "generate",
            """
            Give a secret a random value that nobody sees; its old one stays as a version. A secret that does not exist is created.

            Example:
              secrets generate DB_PASSWORD --length 40 --alphabet alphanumeric
            """
        )
        {
            Name,
            Length,
            Alphabet,
            SharedOptions.SecretDescription,
        };
        source.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var (name, length) = (parsed.GetRequiredValue(Name), parsed.GetValue(Length));
                var (alphabet, description) = (parsed.GetRequiredValue(Alphabet), parsed.GetValue(SharedOptions.SecretDescription));
                return source.UseAsync(
                    parsed,
                    service => GenerateAsync(service, name, length, alphabet, description, cancellationToken),
                    async (mediator, caller) =>
                    {
                        var generate = new GenerateSecretCommand(
                            caller,
                            name,
                            length is { } number ? new SubmittedNumber(SubmittedKind.Present, number) : default,
                            Submitted.Of(alphabet),
                            new SubmittedMetadata(description is null ? default : Submitted.Of(description)),
                            Precondition: null
                        );
                        var generated = await mediator.Send(generate, cancellationToken);
                        return Done(GeneratedSecretResponse.Of(generated), generated.Warnings.Select(SecretWarningHeader.TextOf));
                    },
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static async Task<int> GenerateAsync(
        RemoteService service,
        string name,
        int? length,
        string alphabet,
        string? description,
        CancellationToken cancellationToken
    )
    {
        const string Json = MediaTypeNames.Application.Json;
        var generate = new JsonObject { ["alphabet"] = alphabet };
        if (length is not null)
        {
            generate.Add("length", length);
        }

        if (description is not null)
        {
            generate.Add("description", description);
        }

        using var body = new StringContent(generate.ToJsonString(), Encoding.UTF8, Json);
        var path = RemoteService.PathOf(name, "/generate");
        var response = await service.SendAsync(HttpMethod.Post, path, Json, cancellationToken, body);
        return Done(service.Read<GeneratedSecretResponse>(response), response.Warnings);
    }

    private static int Done(GeneratedSecretResponse made, IEnumerable<string> warnings) =>
        SecretOutput.Done($"Generated version {made.Version} of {made.Name}: {made.Length} {UnitOf(made.Alphabet)}.", warnings);

    private static string UnitOf(string alphabet) =>
        alphabet == AlphabetNames.Of(ValueAlphabet.Words) ? "words" : $"characters of {alphabet}";
}
