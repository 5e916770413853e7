using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Application.Audit;
using Secrets.Application.Audit.VerifyAudit;

namespace Secrets.Api.Serialization;

/// <summary>The JSON format of requests and responses: snake_case, and non-Latin letters without escapes.</summary>
[JsonSerializable(typeof(CreateSecretRequest))]
[JsonSerializable(typeof(UpdateSecretRequest))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(CreateChildKeyRequest))]
[JsonSerializable(typeof(RotateApiKeyRequest))]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(ApiKeyList))]
[JsonSerializable(typeof(StaleApiKeyList))]
[JsonSerializable(typeof(CurrentApiKeyResponse))]
[JsonSerializable(typeof(KeyReport))]
[JsonSerializable(typeof(OwnerList))]
[JsonSerializable(typeof(KeyRingResponse))]
[JsonSerializable(typeof(MessageResponse))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(DetailResponse))]
[JsonSerializable(typeof(StatusResponse))]
[JsonSerializable(typeof(ValidationResponse))]
[JsonSerializable(typeof(SecretList))]
[JsonSerializable(typeof(SecretResponse))]
[JsonSerializable(typeof(SecretMetadataResponse))]
[JsonSerializable(typeof(SecretMetadataList))]
[JsonSerializable(typeof(PatchMetadataRequest))]
[JsonSerializable(typeof(SetSecretValueRequest))]
[JsonSerializable(typeof(GenerateSecretRequest))]
[JsonSerializable(typeof(GeneratedSecretResponse))]
[JsonSerializable(typeof(SecretVersionList))]
[JsonSerializable(typeof(DeletedSecretList))]
[JsonSerializable(typeof(SettingsSecret))]
[JsonSerializable(typeof(SettingsSecretList))]
[JsonSerializable(typeof(DeletedResponse))]
[JsonSerializable(typeof(ImportResponse))]
[JsonSerializable(typeof(AuditList))]
[JsonSerializable(typeof(AuditCheckpoint))]
[JsonSerializable(typeof(AuditReport))]
[JsonSerializable(typeof(InstallationStatusResponse))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public const int MaxDepth = 64;

    public static ApiJson Web { get; } = new(CreateOptions());

    /// <summary>Reads responses of a service, and refuses those that lack a field.</summary>
    public static ApiJson Strict { get; } =
        new(new JsonSerializerOptions(CreateOptions()) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true });

    private static JsonSerializerOptions CreateOptions() =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            MaxDepth = MaxDepth,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        };
}
