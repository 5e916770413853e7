using System.Buffers;
using System.Text;
using Secrets.Application.Secrets.ExportSecrets;

namespace Secrets.Application.SecretFiles;

/// <summary>Writes NAME=value. Comments name the secrets that are left out.</summary>
/// <param name="reason">The reason for leaving a secret out, in comments.</param>
internal abstract class LineFileWriter(IBufferWriter<byte> output, string reason) : SecretFileWriter
{
    public override void End() { }

    protected override void Write(ExportedSecret secret, ReadOnlySpan<byte> value)
    {
        WriteName(output, secret.Name);
        WriteValue(output, value);
        output.Write("\n"u8);
    }

    protected override void WriteNotDecrypted(string name) => Encoding.UTF8.GetBytes($"# {name} cannot be decrypted\n", output);

    protected override void WriteNotExported(string name) =>
        Encoding.UTF8.GetBytes($"# not exported, since {reason}: {name}\n", output);

    protected override void WriteExpired(string name) => Encoding.UTF8.GetBytes($"# {name} has expired\n", output);

    protected virtual void WriteName(IBufferWriter<byte> output, string name) => Encoding.UTF8.GetBytes($"{name}=", output);

    protected abstract void WriteValue(IBufferWriter<byte> output, ReadOnlySpan<byte> value);
}
