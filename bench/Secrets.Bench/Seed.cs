using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.ApiKeys.CreateApiKey;
using Secrets.Application.Audit;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Application.Secrets;
using Secrets.Application.Validation;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Audit;
using Secrets.Domain.Secrets;
using Secrets.Infrastructure;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Bench;

/// <summary>
/// Fills the empty database of the settings: owners with an API key each, and secrets with their events, spread evenly.
/// Owners and keys are made as the service makes them; secrets are sealed as it seals them, but loaded in bulk.
/// </summary>
internal static class Seed
{
    private const int RowsAtOnce = 20_000;
    private const int OwnersAtOnce = 32;

    /// <param name="tokens">The file for the owners' tokens, one on each line.</param>
    public static async Task RunAsync(int secrets, int owners, string tokens)
    {
        await using var services = Api.Cli.CommandLine.ReadSettings().AddTo(new ServiceCollection()).BuildServiceProvider();
        await services.OpenInstallationAsync(CancellationToken.None);
        var callers = new Caller[owners];
        var lines = new string[owners];
        await Parallel.ForAsync(0, owners, new ParallelOptions { MaxDegreeOfParallelism = OwnersAtOnce }, async (i, _) =>
            (callers[i], lines[i]) = await CreateOwnerAsync(services, i)
        );

        var audit = services.GetRequiredService<AuditTrail>();
        var ids = services.GetRequiredService<OrderedIds>();
        var cipher = services.GetRequiredService<ISecretCipher>();
        var load = BulkLoad.To(services.GetRequiredService<IDatabase>());
        for (var first = 0; first < secrets; first += RowsAtOnce)
        {
            var rows = new List<(EncryptedSecret, AuditEvent)>(RowsAtOnce);
            for (var i = first; i < Math.Min(secrets, first + RowsAtOnce); i++)
            {
                var caller = callers[i % owners];
                using var value = SecretValue.TakeOwnershipOf("ghp_0123456789abcdef0123456789abcdef"u8.ToArray(), 36);
                var address = new SecretAddress(
                    caller.OwnerId,
                    ids.Next(),
                    Version: 1,
                    string.Create(CultureInfo.InvariantCulture, $"seed-{i / owners}")
                );
                rows.Add(
                    (
                        new EncryptedSecret(address, await cipher.EncryptAsync(address, value, CancellationToken.None)),
                        audit.EventOf(caller, AuditActions.CreateSecret, address.SecretId, address.Version)
                    )
                );
            }

            await load(rows);
        }

        // Else the service would extend the audit chain while it is measured.
        while (await services.GetRequiredService<AuditChainWriter>().ExtendAsync(CancellationToken.None) > 0) { }

        await File.WriteAllLinesAsync(tokens, lines);
    }

    private static async Task<(Caller Caller, string Token)> CreateOwnerAsync(IServiceProvider services, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"owner-{number}");
        var created = await services
            .GetRequiredService<IMediator>()
            .Send(
                new CreateApiKeyCommand(
                    Caller.Operator,
                    Submitted.Of("bench"),
                    Submitted.Of<IReadOnlyList<Submitted<string>>>([.. Scopes.All.Select(Submitted.Of)]),
                    default,
                    Submitted.Of(name)
                )
            );
        var owner = await services.GetRequiredService<IOwnerRepository>().FindAsync(name, CancellationToken.None);
        return (new Caller(owner!.Id, created.Key.Id, Scopes.All) { RequestId = "seed", ClientIp = "127.0.0.1" }, created.Token);
    }
}
