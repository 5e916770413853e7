namespace Secrets.Application.Secrets;

/// <summary>The reveal of a value.</summary>
/// <param name="IsCanary">See <see cref="Domain.Secrets.SecretMetadata.IsCanary"/>.</param>
internal readonly record struct Reveal(Guid SecretId, long Version, bool IsCanary, RevealResult Result);
