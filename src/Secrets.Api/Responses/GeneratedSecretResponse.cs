using Secrets.Application.Secrets.GenerateSecret;

namespace Secrets.Api.Responses;

/// <summary>A secret whose value was generated, without that value.</summary>
/// <param name="Length">The number of characters, or of words.</param>
public sealed record GeneratedSecretResponse(string Name, long Version, int Length, string Alphabet)
{
    public static GeneratedSecretResponse Of(GeneratedSecret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return new GeneratedSecretResponse(secret.Name, secret.Version, secret.Length, AlphabetNames.Of(secret.Alphabet));
    }
}
