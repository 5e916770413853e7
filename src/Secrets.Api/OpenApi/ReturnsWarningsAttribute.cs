namespace Secrets.Api.OpenApi;

/// <summary>Documents that 200 may have the header <c>Secrets-Warning</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReturnsWarningsAttribute : Attribute;
