namespace Secrets.Application.Owners;

/// <summary>The owner's keys were destroyed for good. None of its values can be decrypted, and it gets no new ones.</summary>
public sealed class OwnerShreddedException() : Exception("The owner was shredded: its keys are destroyed, and its name stays taken.");
