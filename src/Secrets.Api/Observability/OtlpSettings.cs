using Secrets.Infrastructure;

namespace Secrets.Api.Observability;

/// <summary>Validates OpenTelemetry's standard variables. OpenTelemetry itself ignores invalid values.</summary>
internal static class OtlpSettings
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>Returns the endpoint without user and password, for messages.</summary>
    public static string EndpointName(IConfiguration configuration) =>
        new Uri(configuration[Endpoint]!).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Returns true if metrics and traces are exported.</summary>
    /// <exception cref="SettingException">The endpoint or the protocol cannot be used.</exception>
    public static bool HasOtlpEndpoint(this IConfiguration configuration)
    {
        if (
            configuration[Endpoint] is not { Length: > 0 } endpoint
            || string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        )
        {
            return false;
        }

        if (
            !Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
        )
        {
            throw new SettingException(Endpoint, "must be an http or https URL.");
        }

        return configuration[Protocol] is null or "" or "grpc" or "http/protobuf"
            ? true
            : throw new SettingException(Protocol, "must be grpc or http/protobuf.");
    }
}
