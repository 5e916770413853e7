namespace Secrets.Api.OpenApi;

/// <summary>The description of entity tags that headers share.</summary>
internal static class EntityTagDescription
{
    public const string Text =
        "An entity tag is opaque. That of get_secret covers name, metadata and value, that of a value only the value.";
}
