using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.ApiKeys;
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

namespace Secrets.Bench;

/// <summary>
/// Fills the empty database of the settings: owners with an API key each, and evenly distributed secrets with their events.
/// Everything is stored as by the service.
/// </summary>
internal static class Seed
{
    private const int RowsAtOnce = 20_000;
    private const int OwnersAtOnce = 32;

    /// <param name="tokens">The file for the owners' tokens, one on each line.</param>
    public static async Task RunAsync(int secrets, int owners, string tokens)
    {
        await using var services = Api.Cli.CommandSettings.ReadInstallation().AddTo(new ServiceCollection()).BuildServiceProvider();
        await services.OpenInstallationAsync(CancellationToken.None);
        var callers = new Caller[owners];
        var lines = new string[owners];
        await Parallel.ForAsync(0, owners, new ParallelOptions { MaxDegreeOfParallelism = OwnersAtOnce }, async (i, _) =>
            (callers[i], lines[i]) = await CreateOwnerAsync(services, i)
        );

        for (var first = 0; first < secrets; first += RowsAtOnce)
        {
            var rows = Enumerable.Range(first, Math.Min(RowsAtOnce, secrets - first)).GroupBy(i => callers[i % owners]);
            foreach (var row in rows)
            {
                await ImportAsync(services, row.Key, row.Select(i => string.Create(CultureInfo.InvariantCulture, $"seed-{i / owners}")));
            }
        }

        // The service would otherwise write the remaining audit blocks while it is measured.
        while (await services.GetRequiredService<AuditChainWriter>().ExtendAsync(CancellationToken.None) > 0) { }

        await File.WriteAllLinesAsync(tokens, lines);
    }

    private static async Task ImportAsync(IServiceProvider services, Caller caller, IEnumerable<string> names)
    {
        var (audit, ids) = (services.GetRequiredService<AuditTrail>(), services.GetRequiredService<OrderedIds>());
        var cipher = services.GetRequiredService<ISecretCipher>();
        var added = new List<(SecretWithEnvelope, AuditEvent)>();
        foreach (var name in names)
        {
            using var value = SecretValue.TakeOwnershipOf("ghp_0123456789abcdef0123456789abcdef"u8.ToArray(), 36);
            var secret = Secret.Create(
                caller.OwnerId,
                ids.Next(),
                name,
                new SecretMetadata("d"),
                caller.KeyId,
                TimeProvider.System.Microseconds()
            );
            var envelope = await cipher.EncryptAsync(secret.Address, value, CancellationToken.None);
            var created = audit.EventOf(caller, AuditActions.CreateSecret, secret.Id, secret.Version);
            added.Add((new SecretWithEnvelope(secret, envelope), created));
        }

        var imported = audit.EventOf(caller, AuditActions.ImportSecrets, count: added.Count);
        if (!await services.GetRequiredService<ISecretRepository>().ImportAsync(added, [], imported, versionsKept: 10, progress: null))
        {
            throw new InvalidOperationException("The database is not empty.");
        }
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
                    new SubmittedRestrictions(default, default),
                    default,
                    Submitted.Of(name)
                )
            );
        var owner = await services.GetRequiredService<IOwnerRepository>().FindAsync(name, CancellationToken.None);
        return (new Caller(owner!.Id, created.Key.Id, Scopes.All) { RequestId = "seed", ClientIp = "127.0.0.1" }, created.Token);
    }
}
