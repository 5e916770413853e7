using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NJsonSchema.Annotations;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.PatchMetadata;
using Secrets.Application.Validation;

namespace Secrets.Api.Requests;

/// <summary>The body of PATCH /api/secrets/{secret_id}/metadata: a JSON merge patch (RFC 7396).</summary>
public sealed class PatchMetadataRequest : StrictRequest
{
    /// <summary>Up to 4,096 characters.</summary>
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> Description { get; init; }

    /// <summary>Keys and values in the syntax of Kubernetes' labels. Null as a value removes a label; null for all removes all.</summary>
    [JsonConverter(typeof(SubmittedLabelsConverter))]
    [JsonSchemaType(typeof(IDictionary<string, object>), IsNullable = true)]
    public Submitted<IReadOnlyList<SubmittedLabel>> Labels { get; init; }

    /// <summary>A time with its offset.</summary>
    [DataType(DataType.DateTime)]
    [JsonConverter(typeof(SubmittedTextConverter))]
    public Submitted<string> ExpiresAt { get; init; }

    /// <summary>The age in days at which the value is due: 1 to 3650.</summary>
    [JsonConverter(typeof(SubmittedNumberConverter))]
    public SubmittedNumber RotateEveryDays { get; init; }

    /// <summary>True for a secret that nobody is to reveal. Needs the scope keys:manage.</summary>
    [JsonConverter(typeof(SubmittedFlagConverter))]
    public SubmittedFlag Canary { get; init; }

    public PatchMetadataCommand ToCommand(Caller caller, string id, Precondition? precondition) =>
        new(caller, id, new MetadataPatch(Description, Labels, ExpiresAt, RotateEveryDays, Canary), precondition)
        {
            UnknownFields = UnknownFields,
        };
}
