namespace Secrets.Application.Secrets;

/// <summary>The secret has expired, and the service does not reveal such values.</summary>
public sealed class SecretExpiredException() : Exception("The secret has expired. Set expires_at to a later time, or remove it.");
