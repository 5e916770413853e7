using System.Text.Json.Serialization;
using Secrets.Application;
using Secrets.Application.Secrets;
using Secrets.Domain;
using Secrets.Domain.ApiKeys;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Responses;

/// <summary>A secret with all its metadata, without its value. The description is empty if the secret has none.</summary>
/// <param name="Author">The id of the API key that set the value; null if it is not known, zeros for the command line.</param>
/// <param name="Due">The earlier of the expiry and of the end of the period in which the value should be rotated.</param>
/// <param name="Warnings">Likely mistakes in the name and the value, as in the header Secrets-Warning.</param>
/// <param name="Reveals">The number of values that were sent; only in lists.</param>
/// <param name="LastRevealedAt">The time of the last of them; only in lists, and absent if there was none.</param>
/// <param name="Canary">Only for keys with the scope keys:manage.</param>
public sealed record SecretMetadataResponse(
    string Name,
    string Description,
    IReadOnlyDictionary<string, string> Labels,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset ValueCreatedAt,
    Guid? Author,
    DateTimeOffset? ExpiresAt,
    long? RotateEveryDays,
    DateTimeOffset? Due,
    IReadOnlyList<string> Warnings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Reveals = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LastRevealedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Canary = null
)
{
    internal static SecretMetadataResponse Of(Secret secret, Caller caller) =>
        new(
            secret.Name,
            secret.Description ?? "",
            secret.Metadata.Labels.Items,
            secret.Version,
            Clock.Time(secret.CreatedAt),
            Clock.Time(secret.UpdatedAt),
            Clock.Time(secret.ValueCreatedAt),
            secret.ValueCreatedBy,
            TimeOf(secret.ExpiresAt),
            secret.RotateEveryDays,
            TimeOf(secret.DueAt),
            [.. secret.Warnings.Select(warning => SecretWarningTexts.Of(warning).Token)],
            Canary: caller.Has([Scopes.ManageKeys]) ? secret.Metadata.IsCanary : null
        );

    // Not in the response about one secret, because its entity tag does not change with a reveal.
    internal static SecretMetadataResponse Of(SecretWithReveals listed, Caller caller) =>
        Of(listed.Secret, caller) with
        {
            Reveals = listed.Reveals,
            LastRevealedAt = TimeOf(listed.LastRevealedAt),
        };

    private static DateTimeOffset? TimeOf(long? time) => time is { } at ? Clock.Time(at) : null;
}
