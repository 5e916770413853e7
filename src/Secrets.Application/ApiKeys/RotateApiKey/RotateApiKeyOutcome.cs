namespace Secrets.Application.ApiKeys.RotateApiKey;

/// <summary>The result of a rotation.</summary>
/// <param name="Created">The successor; null if the key does not exist or is no longer active.</param>
public sealed record RotateApiKeyOutcome(CreatedApiKey? Created);
