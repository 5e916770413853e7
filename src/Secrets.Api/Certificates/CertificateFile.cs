using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Secrets.Infrastructure;

namespace Secrets.Api.Certificates;

/// <summary>A TLS certificate in files, which may be replaced while the service runs.</summary>
/// <param name="setting">The settings of it, such as <c>Kestrel__Certificates__Default</c>.</param>
/// <param name="keyPath">The key in PEM; null if <paramref name="path"/> is PKCS #12.</param>
internal sealed class CertificateFile(string setting, string path, string? keyPath, string? password)
{
    private const int MaxBytes = 1024 * 1024;

    private byte[] _content = [];
    private volatile SslStreamCertificateContext? _current;

    public string Path => path;

    public string? KeyPath => keyPath;

    /// <summary>The certificate for new connections.</summary>
    public SslStreamCertificateContext Current => _current ?? throw new InvalidOperationException("The certificate has not been read.");

    /// <summary>Reads the files again if they have changed. The certificate in use stays if they cannot be used.</summary>
    /// <returns>True if there is another certificate now.</returns>
    /// <exception cref="SettingException">The files cannot be used. The same content is not reported twice.</exception>
    public bool Refresh()
    {
        var certificate = Read($"{setting}__Path", path);
        var key = keyPath is null ? [] : Read($"{setting}__KeyPath", keyPath);
        byte[] content = [.. certificate, .. key];
        if (content.AsSpan().SequenceEqual(_content))
        {
            return false;
        }

        _content = content;
        try
        {
            _current = keyPath is null ? OfPkcs12(certificate) : OfPem(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            var files = keyPath is null ? $"'{path}'" : $"'{path}' with the key '{keyPath}'";
            throw new SettingException(setting, $"cannot use {files}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static byte[] Read(string setting, string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxBytes
                ? File.ReadAllBytes(path)
                : throw new SettingException(setting, $"'{path}' is too large for a certificate or key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(setting, $"cannot read '{path}' as the user {Environment.UserName}: {e.Message}");
        }
    }

    private SslStreamCertificateContext OfPem(string certificate, string key)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificate);
        var leaf = password is { Length: > 0 }
            ? X509Certificate2.CreateFromEncryptedPem(certificate, key, password)
            : X509Certificate2.CreateFromPem(certificate, key);
        return SslStreamCertificateContext.Create(leaf, all, offline: true);
    }

    private SslStreamCertificateContext OfPkcs12(byte[] content)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(content, password);
        var leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("There is no private key in it.");
        return SslStreamCertificateContext.Create(leaf, all, offline: true);
    }
}
