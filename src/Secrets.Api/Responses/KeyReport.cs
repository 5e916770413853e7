namespace Secrets.Api.Responses;

/// <summary>A report on an API key and the keys that it created, as <c>keys report --json</c> prints it.</summary>
/// <param name="Keys">The key, then the keys that it created, and those that these created.</param>
/// <param name="Undo">Commands that take back what the keys did. Lines that begin with <c>#</c> are for the reader.</param>
public sealed record KeyReport(IReadOnlyList<KeyReportKey> Keys, IReadOnlyList<KeyReportSecret> Secrets, IReadOnlyList<string> Undo);
