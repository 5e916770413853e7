using System.Text.Json;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Infrastructure.Tests.Encryption;

/// <summary>The frozen vectors of Vectors/envelopes.json.</summary>
internal sealed record EnvelopeVectors(EnvelopeVector[] Valid, EnvelopeVector[] Faulty)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static EnvelopeVectors Read() =>
        JsonSerializer.Deserialize<EnvelopeVectors>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "envelopes.json")),
            SnakeCase
        )!;
}

internal sealed record EnvelopeVector(
    string Description,
    string Purpose,
    string Key,
    string KeyId,
    VectorContext Context,
    string Envelope,
    string? Plaintext
)
{
    public SymmetricKey ToKey() => new(Infrastructure.Encryption.KeyId.Read(Convert.FromHexString(KeyId)), Convert.FromHexString(Key));

    public byte[] Decrypt() => new EnvelopeCipher(Purpose).Decrypt(ToKey(), Context.ToContext(), Convert.FromHexString(Envelope));
}

internal sealed record VectorContext(Guid Installation, Guid Owner, Guid Secret, long Version, string Name, string Field)
{
    public EnvelopeContext ToContext() => new(Installation, Owner, Secret, Version, Name, Field);
}
