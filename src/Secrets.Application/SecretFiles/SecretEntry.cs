using Secrets.Domain.Secrets;

namespace Secrets.Application.SecretFiles;

/// <summary>A secret in a file.</summary>
/// <param name="Warnings">Likely mistakes that only the text of the file shows.</param>
public sealed record SecretEntry(int Line, string Name, string? Description, SecretValue Value, IReadOnlyList<SecretWarning> Warnings);
