namespace Secrets.Application.SecretFiles;

/// <summary>A line of a file that is not valid.</summary>
/// <param name="Message">The mistake. It never contains text of the line.</param>
public sealed record InvalidLine(int Line, string Message);
