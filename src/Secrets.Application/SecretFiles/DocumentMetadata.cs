using System.Globalization;
using System.Text.Json.Nodes;
using Secrets.Application.Secrets.PatchMetadata;
using Secrets.Application.Validation;
using Secrets.Domain;
using Secrets.Domain.Secrets;

namespace Secrets.Application.SecretFiles;

/// <summary>The metadata of a secret in a document, other than its description.</summary>
internal static class DocumentMetadata
{
    public const string Labels = "labels";
    public const string ExpiresAt = "expires_at";
    public const string RotateEveryDays = "rotate_every_days";
    public const string Canary = "canary";

    public static bool Includes(string? field) => field is Labels or ExpiresAt or RotateEveryDays or Canary;

    /// <summary>Returns the fields that the secret has. Strings need no escapes.</summary>
    public static IEnumerable<(string Field, JsonNode Value)> FieldsOf(SecretMetadata metadata)
    {
        if (metadata.Labels != SecretLabels.None)
        {
            var labels = metadata.Labels.Items.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)JsonValue.Create(label.Value)));
            yield return (Labels, new JsonObject(labels));
        }

        if (metadata.ExpiresAt is { } expiresAt)
        {
            yield return (ExpiresAt, JsonValue.Create(Rfc3339.FormatExactly(Clock.Time(expiresAt))));
        }

        if (metadata.RotateEveryDays is { } days)
        {
            yield return (RotateEveryDays, JsonValue.Create(days));
        }

        if (metadata.IsCanary)
        {
            yield return (Canary, JsonValue.Create(value: true));
        }
    }

    /// <summary>Reads the value of a field to its end. A validator checks it later.</summary>
    /// <param name="token">The first token of the value.</param>
    /// <returns>A mistake, or null.</returns>
    public static string? Read<TTokens>(ref TTokens tokens, string field, DocumentToken token, ref MetadataPatch metadata)
        where TTokens : IDocumentTokens, allows ref struct
    {
        var before = metadata;
        var literal = token == DocumentToken.Other ? tokens.GetLiteral() : null;
        switch (field)
        {
            case Labels:
                metadata = metadata with { Labels = ReadLabels(ref tokens, token) };
                break;
            case ExpiresAt:
                metadata = metadata with { ExpiresAt = ReadText(ref tokens, token) };
                break;
            case RotateEveryDays:
                var isNumber = long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days);
                metadata = metadata with { RotateEveryDays = new SubmittedNumber(KindOf(token, isNumber), days) };
                break;
            default:
                var isFlag = literal is "true" or "false";
                metadata = metadata with { Canary = new SubmittedFlag(KindOf(token, isFlag), literal == "true") };
                break;
        }

        if (field != Labels)
        {
            SecretDocument.Skip(ref tokens, token);
        }

        return IsNamed(before, field) ? $"{field} occurs twice"
            : metadata.Labels.Kind == SubmittedKind.TooLong ? $"{Labels} should have at most {SecretLabels.MaxCount} items"
            : null;
    }

    private static Submitted<IReadOnlyList<SubmittedLabel>> ReadLabels<TTokens>(ref TTokens tokens, DocumentToken token)
        where TTokens : IDocumentTokens, allows ref struct
    {
        if (token != DocumentToken.ObjectStart)
        {
            SecretDocument.Skip(ref tokens, token);
            return new(KindOf(token, isRight: false));
        }

        var labels = new List<SubmittedLabel>();
        for (token = tokens.Read(); token != DocumentToken.ObjectEnd; token = tokens.Read())
        {
            var key = ReadText(ref tokens, token);
            SecretDocument.Skip(ref tokens, token);
            token = tokens.Read();
            if (labels.Count <= SecretLabels.MaxCount)
            {
                labels.Add(new SubmittedLabel(key, ReadText(ref tokens, token)));
            }

            SecretDocument.Skip(ref tokens, token);
        }

        return labels.Count > SecretLabels.MaxCount ? new(SubmittedKind.TooLong) : new(SubmittedKind.Present, labels);
    }

    private static Submitted<string> ReadText<TTokens>(ref TTokens tokens, DocumentToken token)
        where TTokens : IDocumentTokens, allows ref struct =>
        token == DocumentToken.Text ? tokens.GetText() : new(KindOf(token, isRight: false));

    private static SubmittedKind KindOf(DocumentToken token, bool isRight) =>
        token == DocumentToken.Null ? SubmittedKind.Null
        : isRight ? SubmittedKind.Present
        : SubmittedKind.WrongType;

    private static bool IsNamed(MetadataPatch metadata, string field) =>
        field switch
        {
            Labels => metadata.Labels.Kind,
            ExpiresAt => metadata.ExpiresAt.Kind,
            RotateEveryDays => metadata.RotateEveryDays.Kind,
            _ => metadata.Canary.Kind,
        } != SubmittedKind.Absent;
}
