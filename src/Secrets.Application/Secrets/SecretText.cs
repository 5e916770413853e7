namespace Secrets.Application.Secrets;

/// <summary>Searches for a text in names and descriptions. Not in SQL: the two databases fold case differently.</summary>
internal static class SecretText
{
    public static bool IsIn(string? text, string name, string? description) =>
        text is null or ""
        || name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || description?.Contains(text, StringComparison.OrdinalIgnoreCase) is true;
}
