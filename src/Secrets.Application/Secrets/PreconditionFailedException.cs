namespace Secrets.Application.Secrets;

/// <summary>The secret is not in a state that the change accepts. Nothing was changed.</summary>
public sealed class PreconditionFailedException() : Exception("The secret has changed.");
