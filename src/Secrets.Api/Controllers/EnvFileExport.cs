using System.Buffers;
using System.Text;
using Secrets.Application.EnvFiles;
using Secrets.Application.Secrets.ExportSecrets;

namespace Secrets.Api.Controllers;

internal static class EnvFileExport
{
    /// <summary>Begins the comment that stands for a secret which the file cannot hold; its name follows.</summary>
    public const string NotExported = "# not exported, since a .env file cannot hold it: ";

    /// <summary>Writes secrets as a .env file, those that it cannot hold as comments, and wipes them.</summary>
    public static void Write(IBufferWriter<byte> output, IReadOnlyList<ExportedSecret> secrets)
    {
        foreach (var secret in secrets)
        {
            using var value = secret.Value;
            if (EnvFileWriter.CanHold(secret.Name, value.AsSpan()))
            {
                EnvFileWriter.Write(output, secret.Name, value.AsSpan());
            }
            else
            {
                Encoding.UTF8.GetBytes($"{NotExported}{secret.Name}\n", output);
            }
        }
    }
}
