namespace Secrets.Application;

/// <summary>A refused request of the operator. The message gives the reason and contains no secret.</summary>
public sealed class RefusedException(string message) : Exception(message);
