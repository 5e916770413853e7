using System.CommandLine;
using System.Text;
using System.Text.Json;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application.Secrets.ListMetadata;
using Secrets.Application.Secrets.ListSecrets;

namespace Secrets.Api.Cli;

/// <summary><c>list</c>.</summary>
internal static class ListCommand
{
    /// <summary>The maximum number of rows that are in memory for a table.</summary>
    private const int MaxRows = 1000;

    private static readonly Option<bool> Long = new("--long")
    {
        Description = "Show when each secret is due and was last revealed, and its labels.",
    };

    private static readonly Option<string[]> Labels = new("--label")
    {
        Description = "Only secrets with a label: key, or key=value. May be repeated.",
        HelpName = "key=value",
    };

    private static readonly Option<string?> Due = new("--due")
    {
        Description = "Only secrets that are due within these days, such as 14d; 0d for those that are due now.",
    };

    private static readonly Option<string?> Unused = new("--unused")
    {
        Description = "Only secrets that are older than these days, such as 90d, and were not revealed within them.",
    };

    public static Command Create()
    {
        var source = new SecretsSource();
        var command = new Command(
            "list",
            """
            List the names and descriptions of all secrets, in the order in which they were created. With --long, --label, --due or
            --unused, list when they are due and were last revealed, and their labels.

            Example:
              secrets list --url https://secrets.example --json
            """
        )
        {
            SharedOptions.Json,
            Long,
            Labels,
            Due,
            Unused,
        };
        source.AddTo(command);
        command.Validators.Add(parsed =>
        {
            if (parsed.GetResult(Labels)?.Tokens.All(label => LabelFilter.TryParse(label.Value) is not null) is false)
            {
                parsed.AddError("--label must be the key of a label, or key=value.");
            }

            foreach (var option in new[] { Due, Unused })
            {
                if (parsed.GetResult(option) is { Tokens: [var days] } && DayCount.TryParse(days.Value) is null)
                {
                    parsed.AddError($"{option.Name} must be a number of days from 0d to {DayCount.Max}d.");
                }
            }
        });
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var asJson = parsed.GetValue(SharedOptions.Json);
                var filter = new ListMetadataParameters
                {
                    Label = parsed.GetValue(Labels),
                    Due = parsed.GetValue(Due),
                    Unused = parsed.GetValue(Unused),
                };
                if (parsed.GetValue(Long) || filter is { Label: [_, ..] } or { Due: not null } or { Unused: not null })
                {
                    return MetadataList.PrintAsync(source, parsed, filter, asJson, cancellationToken);
                }

                return source.UseAsync(
                    parsed,
                    service =>
                        PrintAsync(
                            service
                                .GetPagesAsync<SecretList>($"api/secrets?limit={ListSecretsQuery.DefaultLimit}", cancellationToken)
                                .Select(page => page.CustomSecrets),
                            asJson
                        ),
                    (mediator, caller) =>
                        PrintAsync(
                            mediator
                                .ListPagesAsync(new ListSecretsQuery(caller), cancellationToken)
                                .Select(page => page.Select(secret => new SecretListEntry(secret.Name, secret.Description ?? ""))),
                            asJson
                        ),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static Task<int> PrintAsync(IAsyncEnumerable<IEnumerable<SecretListEntry>> pages, bool asJson) =>
        asJson ? PrintJsonAsync(pages) : PrintTableAsync(pages);

    private static async Task<int> PrintTableAsync(IAsyncEnumerable<IEnumerable<SecretListEntry>> pages)
    {
        string[] header = ["NAME", "DESCRIPTION"];
        var rows = new List<string[]> { header };
        await foreach (var page in pages)
        {
            if (rows.Count > MaxRows)
            {
                Output.Table([.. rows]);
                rows = [header];
            }

            rows.AddRange(page.Select(secret => new[] { secret.Name, secret.Description }));
        }

        return Output.Table([.. rows]);
    }

    // The format of GET /api/secrets, in UTF-8.
    private static async Task<int> PrintJsonAsync(IAsyncEnumerable<IEnumerable<SecretListEntry>> pages)
    {
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync("{\"custom_secrets\":["u8.ToArray());
        var separator = "";
        await foreach (var page in pages)
        {
            var text = new StringBuilder();
            foreach (var secret in page)
            {
                text.Append(separator).Append(Printable.OfJson(JsonSerializer.Serialize(secret, ApiJson.Web.SecretListEntry)));
                separator = ",";
            }

            await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
        }

        await output.WriteAsync("]}\n"u8.ToArray());
        return ExitCodes.Done;
    }
}
