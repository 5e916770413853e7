using MediatR;
using Secrets.Domain;

namespace Secrets.Application.Secrets.ListMetadata;

internal sealed class ListMetadataHandler(ISecretRepository repository, TimeProvider time)
    : IRequestHandler<ListMetadataQuery, MetadataPage>
{
    private const int MaxBatchSize = 500;

    /// <summary>The number of secrets that a page reads for its filter. The next page goes on from there.</summary>
    private const int MaxRead = 5000;

    /// <summary>The total length of names, descriptions and labels, in UTF-16 code units, after which a page ends early.</summary>
    private const int MaxPageLength = 512 * 1024;

    public async Task<MetadataPage> Handle(ListMetadataQuery request, CancellationToken cancellationToken)
    {
        var (now, found, position) = (time.Microseconds(), new List<SecretWithReveals>(), request.After);
        var (read, length) = (0, 0);
        while (true)
        {
            // One secret more than the limit shows if there is a next page.
            var batchSize = request.IsFiltered ? MaxBatchSize : Math.Min(request.Limit - found.Count + 1, MaxBatchSize);
            var secrets = await repository.ListAsync(request.Caller.Reach, request.Order, position, batchSize, cancellationToken);
            foreach (var listed in secrets)
            {
                var secret = listed.Secret;
                if (request.IsPast(secret, now))
                {
                    return new MetadataPage(found, Next: null);
                }

                if (request.Includes(listed, now))
                {
                    if (found.Count == request.Limit || length > MaxPageLength)
                    {
                        return new MetadataPage(found, position);
                    }

                    found.Add(listed);
                    length += secret.Name.Length + (secret.Description?.Length ?? 0) + (secret.LabelText?.Length ?? 0);
                }

                position = MetadataPosition.Of(request.Order, secret);
            }

            read += secrets.Count;
            if (secrets.Count < batchSize)
            {
                return new MetadataPage(found, Next: null);
            }

            if (read >= MaxRead && request.IsFiltered)
            {
                return new MetadataPage(found, position);
            }
        }
    }
}
