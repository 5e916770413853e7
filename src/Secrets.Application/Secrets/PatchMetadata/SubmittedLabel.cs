using Secrets.Application.Validation;

namespace Secrets.Application.Secrets.PatchMetadata;

/// <summary>A label of a patch.</summary>
/// <param name="Value">Null removes the label.</param>
public sealed record SubmittedLabel(Submitted<string> Key, Submitted<string> Value);
