using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Secrets.Api.Cli;

/// <summary>Validates the certificate of a service, and keeps the reason why it is refused.</summary>
internal sealed class RemoteCertificate(string host)
{
    private const int MaxNames = 5;

    private const X509ChainStatusFlags Untrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>The reasons for refusing the certificate, and what to do; null if it is valid.</summary>
    public string? Problem { get; private set; }

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Problem = errors == SslPolicyErrors.None ? null : string.Join(' ', ProblemsOf(certificate as X509Certificate2, chain, errors));
        return Problem is null;
    }

    private IEnumerable<string> ProblemsOf(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            yield return "It has no certificate.";
            yield break;
        }

        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if ((status & Untrusted) != X509ChainStatusFlags.NoError)
        {
            yield return $"Its certificate is from a CA that this machine does not trust: {certificate.Issuer}. "
                + "Add the CA to the machine's trusted certificates, or on Linux set SSL_CERT_FILE to its file.";
        }

        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            yield return $"Its certificate is valid from {certificate.NotBefore.ToUniversalTime():u} to "
                + $"{certificate.NotAfter.ToUniversalTime():u}, and so is not valid now, or its CA's is not. "
                + "Renew it, unless the clock of this machine is wrong.";
        }

        if ((status & ~(Untrusted | X509ChainStatusFlags.NotTimeValid)) is var other and not X509ChainStatusFlags.NoError)
        {
            yield return $"Its certificate is not valid: {other}.";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            yield return $"Its certificate is for {string.Join(", ", NamesOf(certificate))}, not for {host}. "
                + "Use a name that the certificate has, or get one for this name.";
        }
    }

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate)
    {
        var names = certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(ip => $"{ip}")));
        return names.Take(MaxNames).DefaultIfEmpty("no host name");
    }
}
