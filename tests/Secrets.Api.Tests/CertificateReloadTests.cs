using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secrets.Infrastructure;

namespace Secrets.Api.Tests;

/// <summary>TLS certificates that are renewed while the service runs.</summary>
public sealed class CertificateReloadTests : IDisposable
{
    private const string Default = "Kestrel:Certificates:Default";
    private const string Endpoint = "Kestrel:Endpoints:Web:Certificate";

    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-test-").FullName;

    private string CertificatePath => Path.Combine(_folder, "live", "tls.crt");

    private string KeyPath => Path.Combine(_folder, "live", "tls.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Default, "rewritten")]
    [InlineData(Default, "renamed")]
    [InlineData(Default, "linked")]
    [InlineData(Endpoint, "rewritten")]
    [InlineData(Endpoint, "renamed")]
    [InlineData(Endpoint, "linked")]
    public async Task A_renewed_certificate_is_served_however_its_files_are_replaced(string setting, string how)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "first"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "live"), Path.Combine(_folder, "first"));
        var first = Write(CertificatePath, KeyPath);
        var clock = new TickingClock();
        await using var service = await StartAsync(setting, clock);
        using var open = await ConnectAsync(service.BaseAddress);
        Assert.Equal(first, open.RemoteCertificate!.GetCertHashString());

        var second = Replace(how);
        await clock.TickUntilAsync(async () => second == await ServedAsync(service.BaseAddress));

        Assert.True(await AnswersAsync(open));
    }

    [Theory]
    [InlineData(Default)]
    [InlineData(Endpoint)]
    public async Task An_unreadable_certificate_is_logged_and_the_previous_one_stays(string setting)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "live"));
        var first = Write(CertificatePath, KeyPath);
        var clock = new TickingClock();
        await using var service = await StartAsync(setting, clock);

        await File.WriteAllTextAsync(CertificatePath, "-----BEGIN CERTIFICATE-----\nhalf of it");
        await clock.TickUntilAsync(() =>
            Task.FromResult(service.Log.Text.Contains("The renewed certificate cannot be used", StringComparison.Ordinal))
        );
        Assert.Equal(first, await ServedAsync(service.BaseAddress));
        Assert.Contains(CertificatePath, service.Log.Text, StringComparison.Ordinal);

        File.Delete(CertificatePath);
        await clock.TickUntilAsync(() => Task.FromResult(service.Log.Text.Contains("cannot read", StringComparison.Ordinal)));
        Assert.Equal(first, await ServedAsync(service.BaseAddress));

        var second = Write(CertificatePath, KeyPath);
        await clock.TickUntilAsync(async () => second == await ServedAsync(service.BaseAddress));
    }

    private string Replace(string how)
    {
        switch (how)
        {
            case "rewritten":
                return Write(CertificatePath, KeyPath);
            case "renamed":
                var renewed = Write(CertificatePath + ".new", KeyPath + ".new");
                File.Move(KeyPath + ".new", KeyPath, overwrite: true);
                File.Move(CertificatePath + ".new", CertificatePath, overwrite: true);
                return renewed;
            default:
                // Kubernetes replaces a link to a folder by a link to another folder.
                var folder = Directory.CreateDirectory(Path.Combine(_folder, "second")).FullName;
                var linked = Write(Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
                Directory.CreateSymbolicLink(Path.Combine(_folder, "new"), folder);
                using (var move = Process.Start("mv", ["-T", Path.Combine(_folder, "new"), Path.Combine(_folder, "live")]))
                {
                    move.WaitForExit();
                }

                return linked;
        }
    }

    private Task<RunningService> StartAsync(string setting, TimeProvider time)
    {
        string[] address = setting == Default ? ["--urls=https://127.0.0.1:0"] : ["--Kestrel:Endpoints:Web:Url=https://127.0.0.1:0"];
        return RunningService.StartAsync(
            StorageProvider.Sqlite,
            time,
            [.. address, $"--{setting}:Path={CertificatePath}", $"--{setting}:KeyPath={KeyPath}"]
        );
    }

    private static async Task<SslStream> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "secrets.example",
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            }
        );
        return stream;
    }

    private static async Task<string> ServedAsync(Uri address)
    {
        using var stream = await ConnectAsync(address);
        return stream.RemoteCertificate!.GetCertHashString();
    }

    private static async Task<bool> AnswersAsync(SslStream stream)
    {
        await stream.WriteAsync("GET /alive HTTP/1.1\r\nHost: secrets.example\r\n\r\n"u8.ToArray());
        var response = new byte[12];
        await stream.ReadExactlyAsync(response);
        return response.AsSpan().SequenceEqual("HTTP/1.1 200"u8);
    }

    private static string Write(string certificatePath, string keyPath)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=secrets.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        return certificate.Thumbprint;
    }

    /// <summary>The system clock, with timers that a test can fire at once.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private readonly List<(ITimer Timer, TimeSpan Period)> _timers = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            lock (_timers)
            {
                _timers.Add((timer, period));
            }

            return timer;
        }

        public async Task TickUntilAsync(Func<Task<bool>> isSo)
        {
            for (var attempt = 0; !await isSo(); attempt++)
            {
                Assert.InRange(attempt, 0, 3000);
                lock (_timers)
                {
                    foreach (var (timer, period) in _timers.Where(entry => entry.Period > TimeSpan.Zero))
                    {
                        timer.Change(TimeSpan.Zero, period);
                    }
                }

                await Task.Delay(10);
            }
        }
    }
}
