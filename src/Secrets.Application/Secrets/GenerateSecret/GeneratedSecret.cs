using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.GenerateSecret;

/// <summary>A secret with a generated value, without that value.</summary>
/// <param name="Length">The number of characters, or of words.</param>
/// <param name="ValueState">See <see cref="Secret.ValueState"/>.</param>
public sealed record GeneratedSecret(
    string Name,
    long Version,
    int Length,
    ValueAlphabet Alphabet,
    Guid ValueState,
    IReadOnlyList<SecretWarning> Warnings
);
