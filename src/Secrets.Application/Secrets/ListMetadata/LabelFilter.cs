using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ListMetadata;

/// <summary>Secrets that have a label.</summary>
/// <param name="Value">Null for any value.</param>
public sealed record LabelFilter(string Key, string? Value)
{
    public const int MaxCount = SecretLabels.MaxCount;

    /// <summary>Parses <c>key</c> or <c>key=value</c>; returns null for anything else.</summary>
    public static LabelFilter? TryParse(string? text) =>
        (text ?? "").Split('=', 2) switch
        {
            [var key] when SecretLabels.IsKey(key) => new LabelFilter(key, Value: null),
            [var key, var value] when SecretLabels.IsKey(key) && SecretLabels.IsValue(value) => new LabelFilter(key, value),
            _ => null,
        };

    public bool Includes(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret.Metadata.Labels.Have(Key, Value);
    }
}
