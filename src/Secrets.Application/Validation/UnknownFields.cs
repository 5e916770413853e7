namespace Secrets.Application.Validation;

/// <summary>Fields of a body that no request of its kind has.</summary>
/// <param name="Names">The first of them.</param>
public sealed record UnknownFields(IReadOnlyList<string> Names, int Count)
{
    /// <summary>How many names are kept.</summary>
    public const int MaxNames = 100;

    public static UnknownFields None { get; } = new([], 0);
}
