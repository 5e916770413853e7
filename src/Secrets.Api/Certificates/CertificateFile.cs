using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Secrets.Infrastructure;

namespace Secrets.Api.Certificates;

/// <summary>A TLS certificate in files, which may be replaced while the service runs.</summary>
/// <param name="setting">Its setting, such as <c>Kestrel__Certificates__Default</c>.</param>
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

    /// <summary>Reads the files again. If they cannot be used, the certificate in use stays.</summary>
    /// <returns>True if the certificate has changed.</returns>
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
                : throw new SettingException(setting, $"'{path}' is too large to be a certificate or a key.");
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
            ?? throw new CryptographicException("The file has no private key.");
        return SslStreamCertificateContext.Create(leaf, all, offline: true);
    }
}
