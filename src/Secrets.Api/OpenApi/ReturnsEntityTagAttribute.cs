namespace Secrets.Api.OpenApi;

/// <summary>Documents that 200, 204 and 304 have the header <c>ETag</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReturnsEntityTagAttribute : Attribute;
