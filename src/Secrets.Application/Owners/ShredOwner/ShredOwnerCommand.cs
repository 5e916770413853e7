using MediatR;

namespace Secrets.Application.Owners.ShredOwner;

/// <summary>
/// Destroys an owner's keys, so that none of its values can be decrypted again, and revokes its API keys. Returns null if there is no such
/// owner. For the operator of the service only.
/// </summary>
public sealed record ShredOwnerCommand(string Owner) : IRequest<ShredOwnerOutcome?>;
