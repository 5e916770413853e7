using System.CommandLine;
using System.Runtime.CompilerServices;
using MediatR;
using Microsoft.AspNetCore.Http.Extensions;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application;

namespace Secrets.Api.Cli;

/// <summary>Prints secrets with their metadata.</summary>
internal static class MetadataList
{
    public static Task<int> PrintAsync(
        SecretsSource source,
        ParseResult parsed,
        ListMetadataParameters filter,
        bool asJson,
        CancellationToken cancellationToken
    ) =>
        source.UseAsync(
            parsed,
            service => PrintAsync(service.GetPagesAsync<SecretMetadataList>(PathOf(filter), cancellationToken), asJson),
            (mediator, caller) => PrintAsync(ListAsync(mediator, caller, filter, cancellationToken), asJson),
            cancellationToken
        );

    private static string PathOf(ListMetadataParameters filter)
    {
        var query = new QueryBuilder();
        foreach (var label in filter.Label ?? [])
        {
            query.Add("label", label);
        }

        if (filter.Due is { } due)
        {
            query.Add("due", due);
        }

        if (filter.Unused is { } unused)
        {
            query.Add("unused", unused);
        }

        return $"api/secret-metadata{query}";
    }

    private static async IAsyncEnumerable<SecretMetadataList> ListAsync(
        IMediator mediator,
        Caller caller,
        ListMetadataParameters filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = filter.ToQuery(caller);
        do
        {
            var page = await mediator.Send(query, cancellationToken);
            yield return new SecretMetadataList([.. page.Secrets.Select(secret => SecretMetadataResponse.Of(secret, caller))]);
            query = query with { After = page.Next };
        } while (query.After is not null);
    }

    // All in memory: the columns are as wide as their longest cells.
    private static async Task<int> PrintAsync(IAsyncEnumerable<SecretMetadataList> pages, bool asJson)
    {
        var secrets = new List<SecretMetadataResponse>();
        await foreach (var page in pages)
        {
            secrets.AddRange(page.Secrets);
        }

        return asJson
            ? Output.Json(new SecretMetadataList(secrets), ApiJson.Web.SecretMetadataList)
            : Output.Table([
                ["NAME", "DESCRIPTION", "DUE", "LAST REVEALED", "LABELS"],
                .. secrets.Select(secret => new[]
                {
                    secret.Name,
                    secret.Description,
                    Cell.Of(secret.Due),
                    Cell.Of(secret.LastRevealedAt),
                    Cell.Of(secret.Labels),
                }),
            ]);
    }
}
