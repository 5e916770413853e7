using MediatR;

namespace Secrets.Application.Diagnosis.GetStatus;

/// <summary>Returns the state of the installation on one screen. It reads little, however much is stored. For the operator only.</summary>
public sealed record GetStatusQuery : IRequest<InstallationStatus>;
