using Secrets.Application.Validation;
using Secrets.Domain;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.PatchMetadata;

/// <summary>A merge patch (RFC 7396) of metadata: absent fields stay, and null removes.</summary>
public sealed record MetadataPatch(
    Submitted<string> Description,
    Submitted<IReadOnlyList<SubmittedLabel>> Labels,
    Submitted<string> ExpiresAt,
    SubmittedNumber RotateEveryDays,
    SubmittedFlag Canary
)
{
    /// <summary>A patch that changes nothing.</summary>
    public static MetadataPatch None { get; } = new(default, default, default, default, default);

    /// <summary>Returns true if the patch names a field, other than the description, that has another value.</summary>
    public bool Changes(SecretMetadata current)
    {
        ArgumentNullException.ThrowIfNull(current);
        var named = ApplyTo(SecretMetadata.None);
        return (Labels.IsPresent && named.Labels != current.Labels)
            || (ExpiresAt.IsPresent && named.ExpiresAt != current.ExpiresAt)
            || (RotateEveryDays.Kind == SubmittedKind.Present && named.RotateEveryDays != current.RotateEveryDays)
            || (Canary.Kind == SubmittedKind.Present && named.IsCanary != current.IsCanary);
    }

    /// <exception cref="InvalidRequestException">The secret would have too many labels.</exception>
    public SecretMetadata ApplyTo(SecretMetadata current)
    {
        ArgumentNullException.ThrowIfNull(current);
        return current with
        {
            Description = Description.Kind == SubmittedKind.Absent ? current.Description : Description.Value,
            Labels = ApplyTo(current.Labels),
            ExpiresAt =
                ExpiresAt.Kind == SubmittedKind.Absent ? current.ExpiresAt
                : ExpiresAt.Value is { } text ? Clock.Microseconds(Rfc3339.Parse(text))
                : null,
            RotateEveryDays = RotateEveryDays.Kind == SubmittedKind.Absent ? current.RotateEveryDays : RotateEveryDays.Optional,
            IsCanary = Canary.Kind == SubmittedKind.Absent ? current.IsCanary : Canary.Value,
        };
    }

    private SecretLabels ApplyTo(SecretLabels current)
    {
        if (!Labels.IsPresent)
        {
            return Labels.Kind == SubmittedKind.Null ? SecretLabels.None : current;
        }

        var labels = new Dictionary<string, string>(current.Items, StringComparer.Ordinal);
        foreach (var label in Labels.Required)
        {
            if (label.Value.Value is { } value)
            {
                labels[label.Key.Required] = value;
            }
            else
            {
                labels.Remove(label.Key.Required);
            }
        }

        return labels.Count <= SecretLabels.MaxCount ? SecretLabels.Of(labels) : throw TooMany(labels.Count);
    }

    private static InvalidRequestException TooMany(int count) =>
        new(
            new RequestFailure(
                ["body", "labels"],
                $"A secret should have at most {SecretLabels.MaxCount} labels, not {count}; null removes a label",
                "too_long"
            )
        );
}
