namespace Secrets.Api.OpenApi;

/// <summary>Documents the header <c>If-None-Match</c> of a change. Routes that return 304 have it anyway.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AcceptsIfNoneMatchAttribute(string description) : Attribute
{
    public string Description => description;
}
