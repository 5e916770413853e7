namespace Secrets.Application.Validation;

/// <summary>A submitted truth value. Anything else is <see cref="SubmittedKind.WrongType"/>.</summary>
public readonly record struct SubmittedFlag(SubmittedKind Kind, bool Value = false);
