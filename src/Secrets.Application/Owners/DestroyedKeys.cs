namespace Secrets.Application.Owners;

/// <summary>The keys that shredding an owner destroyed.</summary>
/// <param name="Count">0 if the owner had been shredded before.</param>
/// <param name="AreErased">True if the database's own files no longer hold a trace of them.</param>
public readonly record struct DestroyedKeys(int Count, bool AreErased);
