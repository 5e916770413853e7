using System.Security.Cryptography;
using System.Text;
using Secrets.Api.Responses;
using Secrets.Application.EnvFiles;
using Secrets.Application.Secrets.ExportSecrets;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary>Secrets that become environment variables.</summary>
internal sealed class SecretVariables : IDisposable
{
    private readonly List<(string Name, SecretValue Value)> _variables = [];

    /// <summary>The names of secrets that cannot be decrypted.</summary>
    public List<string> Damaged { get; } = [];

    /// <summary>Reads all secrets of an API key from a running service.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public async Task<int> ReadAsync(Uri url, CancellationToken cancellationToken)
    {
        using var service = new RemoteService(url);
        var text = await service.ExportAsync(cancellationToken);
        var file = EnvFile.Parse(text);
        if (file.InvalidLines.Count > 0)
        {
            throw service.UnexpectedResponse();
        }

        ReportNotExported(text);
        if (service.NotDecrypted > 0)
        {
            Damaged.AddRange(EnvFileExport.NamesNotDecrypted(Encoding.UTF8.GetString(text)).DefaultIfEmpty("some of them"));
        }

        CryptographicOperations.ZeroMemory(text);
        _variables.AddRange(file.Entries.Select(entry => (entry.Name, entry.Value)));
        return ExitCodes.Done;
    }

    /// <summary>Reads all secrets of an owner from the database of the settings.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ReadAsync(string owner, CancellationToken cancellationToken) =>
        LocalInstallation.UseAsync(
            owner,
            async (mediator, caller) =>
            {
                await foreach (var secrets in mediator.ExportAsync(caller, cancellationToken))
                {
                    _variables.AddRange(secrets.Where(secret => secret.Value is not null).Select(secret => (secret.Name, secret.Value!)));
                    Damaged.AddRange(secrets.Where(secret => secret.Value is null).Select(EnvFileExport.NameOf));
                }

                return ExitCodes.Done;
            },
            cancellationToken
        );

    /// <summary>Returns the secrets that an environment can hold, and names the others on standard error.</summary>
    public IReadOnlyList<(string Name, SecretValue Value)> TakeValid()
    {
        var valid = _variables.FindAll(variable =>
            !variable.Name.Contains('=', StringComparison.Ordinal) && !variable.Value.AsSpan().Contains((byte)0)
        );
        foreach (var (name, _) in _variables.Except(valid))
        {
            Output.Note($"Not passed on, because an environment variable cannot hold it: {name}");
        }

        return valid;
    }

    public void Dispose() => _variables.ForEach(variable => variable.Value.Dispose());

    // A line of a value may begin like this comment. Then one line too many is reported, which does no harm.
    private static void ReportNotExported(ReadOnlySpan<byte> text)
    {
        var comment = Encoding.UTF8.GetBytes(EnvFileExport.NotExported);
        foreach (var line in text.Split((byte)'\n'))
        {
            if (text[line].StartsWith(comment))
            {
                var name = Encoding.UTF8.GetString(text[line][comment.Length..]);
                Output.Note($"Not passed on, because the service's export cannot hold it: {name}");
            }
        }
    }
}
