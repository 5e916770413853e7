using MediatR;

namespace Secrets.Application.Secrets.ListSecrets;

internal sealed class ListSecretsHandler(ISecretStore store) : IRequestHandler<ListSecretsQuery, SecretPage>
{
    /// <summary>How many secrets are read at once while text is looked for.</summary>
    private const int SearchedAtOnce = 2000;

    public async Task<SecretPage> Handle(ListSecretsQuery request, CancellationToken cancellationToken)
    {
        // One more than asked for tells whether there is a next page.
        var wanted = request.Limit is { } limit ? limit + 1L : long.MaxValue;
        var found = request.Text is { Length: > 0 } text
            ? await SearchAsync(request, text, wanted, cancellationToken)
            : await store.ListAsync(request.Caller.OwnerId, request.After ?? Guid.Empty, wanted, cancellationToken);
        return found.Count < wanted ? new SecretPage(found, Next: null) : new SecretPage([.. found.SkipLast(1)], found[^2].Id);
    }

    // Here and not in the database: the two fold the case of letters differently.
    private async Task<List<SecretSummary>> SearchAsync(ListSecretsQuery request, string text, long wanted, CancellationToken cancellationToken)
    {
        var found = new List<SecretSummary>();
        var after = request.After ?? Guid.Empty;
        while (found.Count < wanted)
        {
            var secrets = await store.ListAsync(request.Caller.OwnerId, after, SearchedAtOnce, cancellationToken);
            found.AddRange(secrets.Where(HasText).Take((int)Math.Min(wanted - found.Count, int.MaxValue)));
            if (secrets.Count < SearchedAtOnce)
            {
                break;
            }

            after = secrets[^1].Id;
        }

        return found;

        bool HasText(SecretSummary secret) =>
            secret.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || secret.Description?.Contains(text, StringComparison.OrdinalIgnoreCase) is true;
    }
}
