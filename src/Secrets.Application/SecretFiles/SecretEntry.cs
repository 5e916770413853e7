using Secrets.Application.Secrets.PatchMetadata;
using Secrets.Domain.Secrets;

namespace Secrets.Application.SecretFiles;

/// <summary>A secret in a file.</summary>
/// <param name="Warnings">Likely mistakes that only the text of the file shows.</param>
public sealed record SecretEntry(int Line, string Name, string? Description, SecretValue Value, IReadOnlyList<SecretWarning> Warnings)
{
    /// <summary>The metadata beside the description.</summary>
    public MetadataPatch Metadata { get; init; } = MetadataPatch.None;

    /// <summary>Likely mistakes in the value.</summary>
    public IReadOnlyList<SecretWarning> ValueWarnings =>
        [.. Warnings.Where(warning => warning == SecretWarning.ValueIsComment), .. SecretWarnings.OfValue(Value)];
}
