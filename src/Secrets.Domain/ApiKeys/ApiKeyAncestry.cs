namespace Secrets.Domain.ApiKeys;

/// <summary>Ends child keys with their ancestors.</summary>
public static class ApiKeyAncestry
{
    /// <summary>
    /// Returns the key with the earliest of its own end and those of its ancestors, or null if an ancestor does not exist. A key without
    /// a parent stays as it is.
    /// </summary>
    /// <param name="keys">Keys by their ids, the ancestors among them.</param>
    /// <param name="sessionKeyId">A key that has no row and does not end; null for none.</param>
    public static ApiKey? EndWithAncestors(this ApiKey child, IReadOnlyDictionary<Guid, ApiKey> keys, Guid? sessionKeyId)
    {
        ArgumentNullException.ThrowIfNull(child);
        ArgumentNullException.ThrowIfNull(keys);
        var ended = child;
        for (var key = child; key.ParentId is { } parentId && !(key.Depth == 1 && parentId == sessionKeyId);)
        {
            // The depth decreases, so that the loop ends even if rows were edited to be each other's parents.
            if (!keys.TryGetValue(parentId, out var parent) || parent.Depth != key.Depth - 1)
            {
                return null;
            }

            ended = ended.EndWith(parent);
            key = parent;
        }

        return ended;
    }
}
