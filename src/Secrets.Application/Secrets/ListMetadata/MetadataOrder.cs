namespace Secrets.Application.Secrets.ListMetadata;

/// <summary>The order of a list of secrets.</summary>
public enum MetadataOrder
{
    Created,
    CreatedLast,
    Name,
    NameLast,

    /// <summary>By the time at which they are due, the earliest first. Secrets without such a time follow, in creation order.</summary>
    Due,
}
