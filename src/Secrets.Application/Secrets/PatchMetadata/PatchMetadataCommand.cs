using MediatR;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.PatchMetadata;

/// <summary>Changes metadata of a secret. Returns the changed secret, or null if it does not exist.</summary>
public sealed record PatchMetadataCommand(Caller Caller, string Name, MetadataPatch Patch, Precondition? Precondition)
    : IRequest<Secret?>,
        IStrictCommand
{
    public UnknownFields UnknownFields { get; init; } = UnknownFields.None;
}
