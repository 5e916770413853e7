using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>A likely mistake in an entry of a file.</summary>
public sealed record ImportWarning(int Line, string Name, SecretWarning Warning);
