namespace Secrets.Application.Validation;

/// <summary>What a client sent for a field.</summary>
public enum SubmittedKind
{
    Absent,
    Null,

    /// <summary>Something other than a string.</summary>
    WrongType,

    /// <summary>A string with half a surrogate pair, which no UTF-8 can hold.</summary>
    NotUnicode,

    /// <summary>A list of more than <see cref="Submitted.MaxItems"/> items, which were not read.</summary>
    TooLong,
    Present,
}

/// <summary>
/// A field as it was submitted, so that a validator can tell a missing field from one of the wrong type.
/// The text of it is never printed.
/// </summary>
public readonly record struct Submitted<T>(SubmittedKind Kind, T? Value = null)
    where T : class
{
    public bool IsPresent => Kind == SubmittedKind.Present;

    /// <summary>The value of a field that a validator has found present.</summary>
    public T Required => Value ?? throw new InvalidOperationException("The field was read before it was validated.");

    public override string ToString() => Kind.ToString();
}

public static class Submitted
{
    /// <summary>How many items of a list are read.</summary>
    public const int MaxItems = 100;

    public static Submitted<T> Of<T>(T value)
        where T : class => new(SubmittedKind.Present, value);
}
