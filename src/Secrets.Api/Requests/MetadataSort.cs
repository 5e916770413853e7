using Secrets.Application.Secrets.ListMetadata;

namespace Secrets.Api.Requests;

/// <summary>The texts of the orders of a list.</summary>
internal static class MetadataSort
{
    public static IReadOnlyList<string> All { get; } = ["name", "-name", "created", "-created", "due"];

    /// <summary>Returns the order, or null for another text.</summary>
    public static MetadataOrder? Of(string text) =>
        text switch
        {
            "name" => MetadataOrder.Name,
            "-name" => MetadataOrder.NameLast,
            "created" => MetadataOrder.Created,
            "-created" => MetadataOrder.CreatedLast,
            "due" => MetadataOrder.Due,
            _ => null,
        };
}
