namespace Secrets.Application.Owners;

/// <summary>The owner's keys were destroyed for good: it has no values any more and gets none.</summary>
public sealed class OwnerShreddedException() : Exception("The owner was shredded: its keys are destroyed, and its name stays taken.");
