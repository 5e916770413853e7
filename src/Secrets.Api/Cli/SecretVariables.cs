using System.Security.Cryptography;
using System.Text;
using MediatR;
using Secrets.Application;
using Secrets.Application.SecretFiles;
using Secrets.Application.Secrets.ExportSecrets;
using Secrets.Domain.Secrets;

namespace Secrets.Api.Cli;

/// <summary>Secrets that become environment variables.</summary>
internal sealed class SecretVariables : IDisposable
{
    // Linux's limit for NAME=value with the zero at its end.
    private const int MaxBytes = 128 * 1024;

    private readonly List<(string Name, SecretValue Value)> _variables = [];

    /// <summary>The names of secrets that cannot be decrypted.</summary>
    public List<string> Damaged { get; } = [];

    /// <summary>Reads all secrets of an API key from a running service.</summary>
    /// <exception cref="RemoteServiceException">The service cannot be reached or refuses.</exception>
    public async Task ReadAsync(RemoteService service, CancellationToken cancellationToken)
    {
        var text = (await service.ExportAsync(ExportFormat.Json, cancellationToken)).Content;
        var file = SecretFile.Parse(text, ImportFormat.Json);
        CryptographicOperations.ZeroMemory(text);
        if (file.InvalidLines.Count > 0)
        {
            throw service.UnexpectedResponse();
        }

        Damaged.AddRange(file.NotDecrypted);
        NoteExpired(file.Expired);
        _variables.AddRange(file.Entries.Select(entry => (entry.Name, entry.Value)));
    }

    /// <summary>Reads all secrets of an owner from the database of the settings.</summary>
    public async Task ReadAsync(IMediator mediator, Caller caller, CancellationToken cancellationToken)
    {
        await foreach (var secrets in mediator.ExportAsync(caller, cancellationToken))
        {
            _variables.AddRange(secrets.Where(secret => secret.Value is not null).Select(secret => (secret.Name, secret.Value!)));
            Damaged.AddRange(secrets.Where(secret => secret is { Value: null, IsExpired: false }).Select(secret => secret.NameOnOneLine));
            NoteExpired(secrets.Where(secret => secret.IsExpired).Select(secret => secret.NameOnOneLine));
        }
    }

    /// <summary>Returns the secrets that a program gets as variables, and names the others on standard error.</summary>
    /// <param name="allowed">Names that are passed on although they steer which code runs.</param>
    public IReadOnlyList<(string Name, SecretValue Value)> TakeValid(IReadOnlyCollection<string> allowed) =>
        _variables.FindAll(variable =>
        {
            var (name, value) = variable;
            if (SteeringVariables.Includes(name) && !allowed.Contains(name, StringComparer.Ordinal))
            {
                Output.Note($"Not passed on, because it can change which code runs: {name}. Allow it with --allow {name}.");
                return false;
            }

            if (name.Contains('=', StringComparison.Ordinal) || value.AsSpan().Contains((byte)0) || SizeOf(name, value) > MaxBytes)
            {
                Output.Note($"Not passed on, because an environment variable cannot hold it: {name}");
                return false;
            }

            return true;
        });

    public void Dispose() => _variables.ForEach(variable => variable.Value.Dispose());

    private static void NoteExpired(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            Output.Note($"Not passed on, because it has expired: {name}");
        }
    }

    private static int SizeOf(string name, SecretValue value) => Encoding.UTF8.GetByteCount(name) + 1 + value.AsSpan().Length + 1;
}
