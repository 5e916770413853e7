namespace Secrets.Api.OpenApi;

/// <summary>Documents that 200 and 304 may have the header <c>Secrets-Due</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReturnsDueAttribute : Attribute;
