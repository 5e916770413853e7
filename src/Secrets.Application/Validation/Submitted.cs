namespace Secrets.Application.Validation;

/// <summary>The kind of data that a client sent for a field.</summary>
public enum SubmittedKind
{
    Absent,
    Null,

    /// <summary>A value of another type than the field has.</summary>
    WrongType,

    /// <summary>A string with half a surrogate pair, which UTF-8 cannot encode.</summary>
    NotUnicode,

    /// <summary>A list of more than <see cref="Submitted.MaxItems"/> items, which were not read.</summary>
    TooLong,
    Present,
}

/// <summary>
/// A submitted field. A validator can distinguish a missing field from one of the wrong type. Its value is never printed.
/// </summary>
public readonly record struct Submitted<T>(SubmittedKind Kind, T? Value = null)
    where T : class
{
    public bool IsPresent => Kind == SubmittedKind.Present;

    /// <summary>The value of a field whose presence a validator has checked.</summary>
    public T Required => Value ?? throw new InvalidOperationException("The field was read before it was validated.");

    public override string ToString() => Kind.ToString();
}

public static class Submitted
{
    /// <summary>The maximum number of items of a list.</summary>
    public const int MaxItems = 100;

    public static Submitted<T> Of<T>(T value)
        where T : class => new(SubmittedKind.Present, value);
}
