using System.Buffers;
using System.Text;
using Secrets.Application.EnvFiles;
using Secrets.Application.Secrets.ExportSecrets;

namespace Secrets.Api.Responses;

internal static class EnvFileExport
{
    /// <summary>The beginning of the comment for a secret that the file cannot hold. Its name follows.</summary>
    public const string NotExported = "# not exported, since a .env file cannot hold it: ";

    /// <summary>The trailer with the number of secrets that cannot be decrypted.</summary>
    public const string NotDecryptedTrailer = "Secrets-Not-Decrypted";

    private const string NotDecrypted = " cannot be decrypted";

    /// <summary>
    /// Writes secrets as a .env file and wipes them. Comments name those that it cannot hold or that cannot be decrypted.
    /// </summary>
    /// <returns>The names of the secrets that cannot be decrypted.</returns>
    public static IReadOnlyList<string> Write(IBufferWriter<byte> output, IReadOnlyList<ExportedSecret> secrets)
    {
        var damaged = new List<string>();
        foreach (var secret in secrets)
        {
            using var value = secret.Value;
            if (value is null)
            {
                damaged.Add(NameOf(secret));
                Encoding.UTF8.GetBytes($"# {damaged[^1]}{NotDecrypted}\n", output);
            }
            else if (EnvFileWriter.CanHold(secret.Name, value.AsSpan()))
            {
                EnvFileWriter.Write(output, secret.Name, value.AsSpan());
            }
            else
            {
                Encoding.UTF8.GetBytes($"{NotExported}{secret.Name}\n", output);
            }
        }

        return damaged;
    }

    /// <summary>Returns the name on one line, even if the name in the database was changed to have several.</summary>
    public static string NameOf(ExportedSecret secret) =>
        string.Concat(secret.Name.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));

    /// <summary>
    /// Returns the names of secrets that an export reports as not decrypted. A line of a value that looks like such a comment counts too.
    /// </summary>
    public static IEnumerable<string> NamesNotDecrypted(string text) =>
        text.Split('\n')
            .Where(line => line.StartsWith("# ", StringComparison.Ordinal) && line.EndsWith(NotDecrypted, StringComparison.Ordinal))
            .Select(line => line[2..^NotDecrypted.Length]);
}
