namespace Secrets.Application.Secrets;

/// <summary>A change that was not made because the secret is not in an accepted state.</summary>
public sealed class PreconditionFailedException() : Exception("The secret has changed.");
