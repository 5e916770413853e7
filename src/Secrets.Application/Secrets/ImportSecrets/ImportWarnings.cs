using Secrets.Application.SecretFiles;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>Finds likely mistakes in what an import stores, by the rules for single secrets.</summary>
internal sealed class ImportWarnings(ISecretRepository repository)
{
    private const int ChunkSize = 200;

    /// <param name="difference">The difference between the file and the stored secrets, before it is written.</param>
    public async Task<IReadOnlyList<ImportWarning>> FindAsync(
        Caller caller,
        ImportDifference difference,
        CollisionPolicy policy,
        CancellationToken cancellationToken
    )
    {
        var lookalikes = await FindLookalikesAsync(caller.Reach, difference.Added, cancellationToken);
        var warnings = difference
            .Added.Zip(lookalikes)
            .SelectMany(added => OfEntry(added.First, [.. SecretWarnings.OfName(added.First.Name), .. OfLookalike(added)]));
        if (policy != CollisionPolicy.Skip)
        {
            warnings = warnings.Concat(difference.Changed.SelectMany(changed => OfEntry(changed.Entry, OfMetadata(caller, changed))));
        }

        return
        [
            .. warnings
                .Concat(difference.Unchanged.SelectMany(same => Named(same.Entry, OfMetadata(caller, same))))
                .OrderBy(warning => warning.Line),
        ];
    }

    private static IEnumerable<ImportWarning> OfEntry(SecretEntry entry, IEnumerable<SecretWarning> others) =>
        Named(entry, [.. entry.Warnings, .. SecretWarnings.OfValue(entry.Value), .. others]);

    private static IEnumerable<ImportWarning> Named(SecretEntry entry, IEnumerable<SecretWarning> warnings) =>
        warnings.Select(warning => new ImportWarning(entry.Line, entry.Name, warning));

    private static IEnumerable<SecretWarning> OfLookalike((SecretEntry Entry, string? Lookalike) added) =>
        added.Lookalike is null ? [] : [SecretWarnings.OfLookalike(added.Entry.Name, added.Lookalike)];

    // A caller that may not list secrets could otherwise guess descriptions.
    private static IEnumerable<SecretWarning> OfDescription(Caller caller, (SecretEntry Entry, Secret Secret) existing) =>
        existing.Entry.Description is { } description && description != existing.Secret.Description && caller.Has([Scopes.ListSecrets])
            ? [SecretWarning.DescriptionNotImported]
            : [];

    private static IEnumerable<SecretWarning> OfMetadata(Caller caller, (SecretEntry Entry, Secret Secret) existing) =>
        caller.Has([Scopes.ListSecrets]) && existing.Entry.Metadata.Changes(existing.Secret.Metadata)
            ? [.. OfDescription(caller, existing), SecretWarning.MetadataNotImported]
            : OfDescription(caller, existing);

    /// <summary>Returns for each entry the name of a secret, stored or earlier in the file, that looks like its name, or null.</summary>
    private async Task<IReadOnlyList<string?>> FindLookalikesAsync(
        SecretReach reach,
        IReadOnlyList<SecretEntry> added,
        CancellationToken cancellationToken
    )
    {
        var lookalikes = new List<string?>(added.Count);
        var earlier = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entries in added.Chunk(ChunkSize))
        {
            var names = entries.Select(entry => entry.Name).ToList();
            foreach (var (name, stored) in names.Zip(await repository.FindLookalikesAsync(reach, names, cancellationToken)))
            {
                var folded = FoldedName.Of(name);
                lookalikes.Add(stored ?? earlier.GetValueOrDefault(folded));
                earlier.TryAdd(folded, name);
            }
        }

        return lookalikes;
    }
}
