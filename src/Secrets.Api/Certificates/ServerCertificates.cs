using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Secrets.Infrastructure;

namespace Secrets.Api.Certificates;

/// <summary>The certificate files in the settings of the web server: the default one, and those of endpoints.</summary>
internal sealed class ServerCertificates
{
    private readonly CertificateFile? _default;
    private readonly Dictionary<string, CertificateFile> _ofEndpoints = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _own = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _hasDefault;
    private readonly bool _hasNames;

    private ServerCertificates(IConfiguration kestrel)
    {
        _default = Find(kestrel, "Certificates:Default");
        _hasDefault = kestrel.GetSection("Certificates:Default").Exists();
        foreach (var endpoint in kestrel.GetSection("Endpoints").GetChildren())
        {
            _hasNames |= endpoint.GetSection("Sni").Exists();
            if (endpoint.GetSection("Certificate").Exists() || endpoint.GetSection("Sni").Exists())
            {
                _own.Add($"Kestrel__Endpoints__{endpoint.Key}__Url");
            }

            if (Find(kestrel, $"Endpoints:{endpoint.Key}:Certificate") is { } certificate)
            {
                _ofEndpoints[endpoint.Key] = certificate;
            }
        }
    }

    public IReadOnlyList<CertificateFile> Files => [.. _default is null ? [] : new[] { _default }, .. _ofEndpoints.Values];

    /// <exception cref="SettingException">A certificate or its key cannot be used.</exception>
    public static ServerCertificates Read(IConfiguration configuration)
    {
        var certificates = new ServerCertificates(configuration.GetSection("Kestrel"));
        foreach (var file in certificates.Files)
        {
            file.Refresh();
        }

        return certificates;
    }

    /// <summary>Returns true if a certificate covers the address of this setting.</summary>
    public bool Cover(string setting) => _hasDefault || _own.Contains(setting);

    /// <summary>Makes the web server use the current certificate for each new connection.</summary>
    public void ApplyTo(KestrelServerOptions kestrel, IConfiguration configuration)
    {
        // The web server reloads certificates of server names (SNI) by itself, and restarts their endpoints for it.
        var loader = kestrel.Configure(configuration.GetSection("Kestrel"), reloadOnChange: _hasNames);
        if (_default is { } file)
        {
            // Endpoints with their own certificate override this below.
            kestrel.ConfigureHttpsDefaults(https => https.OnAuthenticate = (_, tls) => Use(file, tls));
        }

        foreach (var (name, certificate) in _ofEndpoints)
        {
            loader.Endpoint(name, endpoint => endpoint.HttpsOptions.OnAuthenticate = (_, tls) => Use(certificate, tls));
        }
    }

    private static void Use(CertificateFile file, SslServerAuthenticationOptions tls)
    {
        tls.ServerCertificate = null;
        tls.ServerCertificateSelectionCallback = null;
        tls.ServerCertificateContext = file.Current;
    }

    // As in the web server, paths are relative to the program.
    private static CertificateFile? Find(IConfiguration kestrel, string key) =>
        kestrel[$"{key}:Path"] is { Length: > 0 } path
            ? new CertificateFile(
                $"Kestrel__{key.Replace(":", "__", StringComparison.Ordinal)}",
                Path.Combine(AppContext.BaseDirectory, path),
                kestrel[$"{key}:KeyPath"] is { Length: > 0 } keyPath ? Path.Combine(AppContext.BaseDirectory, keyPath) : null,
                kestrel[$"{key}:Password"]
            )
            : null;
}
