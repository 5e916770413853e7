namespace Secrets.Application.Validation;

/// <summary>A whole number as it was submitted; <see cref="SubmittedKind.WrongType"/> stands for anything else, and for what no 64 bits hold.</summary>
public readonly record struct SubmittedNumber(SubmittedKind Kind, long Value = 0)
{
    public long? Optional => Kind == SubmittedKind.Present ? Value : null;
}
