using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>
/// Explains why the certificate of a Postgres server is refused. Npgsql does not distinguish a wrong authority from a wrong host name.
/// </summary>
internal static class PostgresTls
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly byte[] Request = [0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F];

    /// <summary>Returns the reason in words, or null if the failure has nothing to do with a certificate.</summary>
    public static async Task<string?> ExplainAsync(string connectionString, Exception failure, CancellationToken cancellationToken)
    {
        for (var cause = failure; cause is not AuthenticationException; cause = cause.InnerException)
        {
            if (cause is null)
            {
                return null;
            }
        }

        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var hosts = (settings.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var entry in hosts.Where(host => host[0] != '/'))
        {
            // An IPv6 address has several colons.
            var parts = entry.Split(':');
            var hasPort = int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var own) && parts.Length == 2;
            var (host, port) = hasPort ? (parts[0], own) : (entry, settings.Port);
            try
            {
                if (await ExamineAsync(host, port, settings.RootCertificate, cancellationToken) is { } reason)
                {
                    return reason;
                }
            }
            catch (Exception e)
                when (e is SocketException or IOException or AuthenticationException or TimeoutException or CryptographicException)
            {
                // Another host may explain it. Otherwise Npgsql's own message stays.
            }
        }

        return null;
    }

    private static async Task<string?> ExamineAsync(string host, int port, string? rootPath, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancellationToken).AsTask().WaitAsync(Timeout, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Request, cancellationToken);
        await stream.ReadExactlyAsync(new byte[1], cancellationToken).AsTask().WaitAsync(Timeout, cancellationToken);

        string? reason = null;
        await using var tls = new SslStream(stream);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,

            // The connection only serves to read the certificate. Nothing is sent over it.
#pragma warning disable CA5359
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                reason =
                    certificate is X509Certificate2 presented && chain is not null
                        ? Describe(host, presented, chain, errors, rootPath)
                        : null;
                return true;
            },
#pragma warning restore CA5359
        };
        await tls.AuthenticateAsClientAsync(options, cancellationToken).WaitAsync(Timeout, cancellationToken);
        return reason;
    }

    private static string? Describe(string host, X509Certificate2 certificate, X509Chain chain, SslPolicyErrors errors, string? rootPath)
    {
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            var names = certificate
                .Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(ip => $"{ip}")))
                .ToList();
            var owner = names.Count > 0 ? string.Join(", ", names) : certificate.Subject;
            reasons.Add($"The host name is wrong: the certificate of '{host}' is for {owner}. Set Host to a name of the certificate.");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !IsTrusted(certificate, chain, rootPath))
        {
            var problem = string.Join(", ", chain.ChainStatus.Select(status => $"{status.Status}").Distinct(StringComparer.Ordinal));
            reasons.Add(
                $"The certificate of '{host}' is not trusted ({problem}): it was issued by {certificate.Issuer}. "
                    + "Set Root Certificate to the certificate of that authority."
            );
        }

        return reasons.Count > 0 ? string.Join(' ', reasons) : null;
    }

    private static bool IsTrusted(X509Certificate2 certificate, X509Chain chain, string? rootPath)
    {
        if (rootPath is null)
        {
            return false;
        }

        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(rootPath);
        return chain.Build(certificate);
    }
}
