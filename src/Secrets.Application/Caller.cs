namespace Secrets.Application;

/// <summary>Who a message comes from: the owner it acts for, and the API key it was sent with.</summary>
public readonly record struct Caller(Guid OwnerId, Guid KeyId);
