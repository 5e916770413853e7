using MediatR;

namespace Secrets.Application.Secrets.NoteDueSecrets;

/// <summary>
/// Appends an event for each secret that has become due, of all owners. Returns the number of all that are due. While a clock may be wrong,
/// no events are written.
/// </summary>
public sealed record NoteDueSecretsCommand : IRequest<long>;
