using Secrets.Infrastructure;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Api.Configuration;

internal static class KmsSettingReader
{
    private const int MaxKeyIdLength = 2048;

    private static readonly string[] NeedKeyId = ["KmsRetiredKeyIds", "KmsEndpoint"];

    /// <summary>Reads the settings of AWS KMS; null if the key ring is a file.</summary>
    /// <exception cref="SettingException">One of the settings cannot be used.</exception>
    public static KmsSettings? ReadKms(this IConfiguration configuration)
    {
        if (configuration["Encryption:KmsKeyId"] is not { Length: > 0 } keyId)
        {
            var without = NeedKeyId.FirstOrDefault(name => configuration[$"Encryption:{name}"] is { Length: > 0 });
            return without is null ? null : throw new SettingException($"Encryption__{without}", "needs Encryption__KmsKeyId.");
        }

        var retired = (configuration["Encryption:KmsRetiredKeyIds"] ?? "").Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        return new KmsSettings(
            IsKeyId(keyId) ? keyId : throw new SettingException("Encryption__KmsKeyId", "must be the id, ARN or alias of one key."),
            retired.All(IsKeyId)
                ? retired
                : throw new SettingException("Encryption__KmsRetiredKeyIds", "must be ids, ARNs or aliases of keys, separated by commas."),
            ReadEndpoint(configuration)
        );
    }

    private static bool IsKeyId(string text) =>
        text.Length <= MaxKeyIdLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '-' or '_');

    // Owner keys are sent over this connection unencrypted.
    private static Uri? ReadEndpoint(IConfiguration configuration) =>
        configuration["Encryption:KmsEndpoint"] switch
        {
            null or "" => null,
            var text
                when Uri.TryCreate(text, UriKind.Absolute, out var url)
                    && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) => url,
            _ => throw new SettingException("Encryption__KmsEndpoint", "must be an https URL, or an http URL of this machine."),
        };
}
