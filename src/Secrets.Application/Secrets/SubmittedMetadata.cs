using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets;

/// <summary>The metadata that the bodies of OpenHands' contract have, as it was submitted.</summary>
public sealed record SubmittedMetadata(Submitted<string> Description)
{
    /// <summary>Returns the metadata with what was submitted. An absent description removes it; the other fields stay.</summary>
    public SecretMetadata ApplyTo(SecretMetadata current)
    {
        ArgumentNullException.ThrowIfNull(current);
        return current with { Description = Description.Value };
    }
}
