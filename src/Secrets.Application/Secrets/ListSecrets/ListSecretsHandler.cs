using MediatR;

namespace Secrets.Application.Secrets.ListSecrets;

internal sealed class ListSecretsHandler(ISecretRepository repository) : IRequestHandler<ListSecretsQuery, SecretPage>
{
    private const int MaxReadAtOnce = 250;

    /// <summary>Names and descriptions of a page, in UTF-16 code units. A page of fewer long descriptions than were asked for has a next one.</summary>
    private const int MaxPageLength = 512 * 1024;

    public async Task<SecretPage> Handle(ListSecretsQuery request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? ListSecretsQuery.DefaultLimit;
        var found = new List<SecretSummary>();
        var length = 0;
        for (var after = request.After ?? Guid.Empty; ;)
        {
            // One more than asked for tells whether there is a next page.
            var readAtOnce = request.Text is { Length: > 0 } ? MaxReadAtOnce : Math.Min(limit - found.Count + 1, MaxReadAtOnce);
            var secrets = await repository.ListAsync(request.Caller.OwnerId, after, readAtOnce, cancellationToken);
            foreach (var secret in secrets.Where(secret => HasText(secret, request.Text)))
            {
                if (found.Count == limit || length > MaxPageLength)
                {
                    return new SecretPage(found, found[^1].Id);
                }

                found.Add(secret);
                length += secret.Name.Length + (secret.Description?.Length ?? 0);
            }

            if (secrets.Count < readAtOnce)
            {
                return new SecretPage(found, Next: null);
            }

            after = secrets[^1].Id;
        }
    }

    // Here and not in the database: the two fold the case of letters differently.
    private static bool HasText(SecretSummary secret, string? text) =>
        text is null or ""
        || secret.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || secret.Description?.Contains(text, StringComparison.OrdinalIgnoreCase) is true;
}
