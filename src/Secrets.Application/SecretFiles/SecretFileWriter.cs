using System.Buffers;
using System.Text.Unicode;
using Secrets.Application.Secrets.ExportSecrets;

namespace Secrets.Application.SecretFiles;

/// <summary>Writes an export in one format, page by page, and wipes the values.</summary>
public abstract class SecretFileWriter
{
    /// <summary>The number of secrets that cannot be decrypted. The file names them.</summary>
    public int NotDecrypted { get; private set; }

    /// <summary>The number of secrets that the format cannot hold. The file names them.</summary>
    public int NotExported { get; private set; }

    public static SecretFileWriter Create(ExportFormat format, IBufferWriter<byte> output) =>
        format switch
        {
            ExportFormat.Env => new EnvFileWriter(output),
            ExportFormat.Shell => new ShellFileWriter(output),
            ExportFormat.Docker => new DockerFileWriter(output),
            ExportFormat.Json => new JsonFileWriter(output),
            ExportFormat.Yaml => new YamlFileWriter(output),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };

    public void Write(IReadOnlyList<ExportedSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        foreach (var secret in secrets)
        {
            using var value = secret.Value;
            if (secret.IsExpired)
            {
                WriteExpired(secret.NameOnOneLine);
            }
            else if (value is null)
            {
                NotDecrypted++;
                WriteNotDecrypted(secret.NameOnOneLine);
            }
            else if (Utf8.IsValid(value.AsSpan()) && CanHold(secret.Name, value.AsSpan()))
            {
                Write(secret, value.AsSpan());
            }
            else
            {
                NotExported++;
                WriteNotExported(secret.NameOnOneLine);
            }
        }
    }

    /// <summary>Writes the end of the file. Nothing can be written after it.</summary>
    public abstract void End();

    /// <summary>Returns true if the format can hold exactly this name and value.</summary>
    /// <param name="value">Valid UTF-8.</param>
    protected abstract bool CanHold(string name, ReadOnlySpan<byte> value);

    protected abstract void Write(ExportedSecret secret, ReadOnlySpan<byte> value);

    protected abstract void WriteNotDecrypted(string name);

    protected abstract void WriteNotExported(string name);

    /// <summary>Names a secret whose value is withheld, since it has expired.</summary>
    protected abstract void WriteExpired(string name);
}
