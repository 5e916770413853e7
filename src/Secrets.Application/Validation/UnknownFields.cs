namespace Secrets.Application.Validation;

/// <summary>The fields of a body that its request does not have.</summary>
/// <param name="Names">The first <see cref="MaxNames"/> names.</param>
/// <param name="Count">The number of all unknown fields.</param>
public sealed record UnknownFields(IReadOnlyList<string> Names, int Count)
{
    /// <summary>The maximum number of names that are kept.</summary>
    public const int MaxNames = 100;

    public static UnknownFields None { get; } = new([], 0);
}
