namespace Secrets.Application.Secrets.ListMetadata;

/// <param name="Next">The <see cref="ListMetadataQuery.After"/> of the next page, which may be empty; null for the last page.</param>
public sealed record MetadataPage(IReadOnlyList<SecretWithReveals> Secrets, MetadataPosition? Next);
