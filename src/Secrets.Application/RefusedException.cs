namespace Secrets.Application;

/// <summary>What the operator asked for is not done. The message says why and holds no secret.</summary>
public sealed class RefusedException(string message) : Exception(message);
