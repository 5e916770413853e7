using MediatR;

namespace Secrets.Application.Secrets.ListSecrets;

internal sealed class ListSecretsHandler(ISecretRepository repository) : IRequestHandler<ListSecretsQuery, SecretPage>
{
    private const int MaxBatchSize = 250;

    /// <summary>The total length of names and descriptions, in UTF-16 code units, after which a page ends early.</summary>
    private const int MaxPageLength = 512 * 1024;

    public async Task<SecretPage> Handle(ListSecretsQuery request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? ListSecretsQuery.DefaultLimit;
        var found = new List<SecretSummary>();
        var length = 0;
        for (var after = request.After ?? Guid.Empty; ;)
        {
            // One secret more than the limit shows if there is a next page.
            var batchSize = request.Text is { Length: > 0 } ? MaxBatchSize : Math.Min(limit - found.Count + 1, MaxBatchSize);
            var secrets = await repository.ListAsync(request.Caller.Reach, after, batchSize, cancellationToken);
            foreach (var secret in secrets.Where(secret => SecretText.IsIn(request.Text, secret.Name, secret.Description)))
            {
                if (found.Count == limit || length > MaxPageLength)
                {
                    return new SecretPage(found, found[^1].Id);
                }

                found.Add(secret);
                length += secret.Name.Length + (secret.Description?.Length ?? 0);
            }

            if (secrets.Count < batchSize)
            {
                return new SecretPage(found, Next: null);
            }

            after = secrets[^1].Id;
        }
    }
}
