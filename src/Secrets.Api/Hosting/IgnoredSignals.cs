using System.Runtime.InteropServices;

namespace Secrets.Api.Hosting;

/// <summary>
/// Ignores signals that would end this program and that make other programs reopen their files. The service reloads its files by itself.
/// </summary>
internal sealed class IgnoredSignals : IDisposable
{
    // SIGUSR1 and SIGUSR2 have no names in .NET.
    private static readonly PosixSignal[] All =
        OperatingSystem.IsLinux() ? [PosixSignal.SIGHUP, (PosixSignal)10, (PosixSignal)12]
        : OperatingSystem.IsWindows() ? []
        : [PosixSignal.SIGHUP];

    private readonly IReadOnlyList<PosixSignalRegistration> _registrations =
    [
        .. All.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true)),
    ];

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }
}
