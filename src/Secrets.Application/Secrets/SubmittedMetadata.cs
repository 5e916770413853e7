using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>The metadata of a secret as it was submitted.</summary>
public sealed record SubmittedMetadata(Submitted<string> Description)
{
    public SecretMetadata ToMetadata() => new(Description.Value);
}
