using Namotion.Reflection;
using NJsonSchema;
using NJsonSchema.Generation;
using Secrets.Application.SecretFiles;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Api.OpenApi;

/// <summary>Describes fields of requests as they are sent, not by the types that accept any JSON.</summary>
internal sealed class RequestFieldTypes : SystemTextJsonReflectionService
{
    public const string Uuid = "uuid";

    protected override JsonTypeDescription GetDescription(
        ContextualType contextualType,
        SystemTextJsonSchemaGeneratorSettings settings,
        Type originalType,
        bool isNullable,
        ReferenceTypeNullHandling defaultReferenceTypeNullHandling
    )
    {
        if (originalType.IsGenericType && originalType.GetGenericTypeDefinition() == typeof(Submitted<>))
        {
            var submitted = GetDescription(contextualType.OriginalGenericArguments[0], defaultReferenceTypeNullHandling, settings);
            if (submitted.Type == JsonObjectType.Array)
            {
                submitted.IsNullable = true;
                return submitted;
            }

            // With the attributes of the field.
            return JsonTypeDescription.Create(contextualType, submitted.Type, isNullable: true, submitted.Format);
        }

        if (originalType == typeof(SubmittedNumber))
        {
            return JsonTypeDescription.Create(contextualType, JsonObjectType.Integer, isNullable: true, format: null);
        }

        if (originalType == typeof(SubmittedFlag))
        {
            return JsonTypeDescription.Create(contextualType, JsonObjectType.Boolean, isNullable: true, format: null);
        }

        var format =
            originalType == typeof(SecretValue) ? "password"
            : originalType == typeof(Guid) ? Uuid
            : null;
        return format is not null || originalType == typeof(SecretFile)
            ? JsonTypeDescription.Create(contextualType, JsonObjectType.String, isNullable, format)
            : base.GetDescription(contextualType, settings, originalType, isNullable, defaultReferenceTypeNullHandling);
    }
}
