namespace Secrets.Application.Validation;

/// <summary>
/// A submitted whole number. Anything else, and a number of more than 64 bits, is <see cref="SubmittedKind.WrongType"/>.
/// </summary>
public readonly record struct SubmittedNumber(SubmittedKind Kind, long Value = 0)
{
    public long? Optional => Kind == SubmittedKind.Present ? Value : null;
}
