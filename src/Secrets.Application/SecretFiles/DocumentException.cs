namespace Secrets.Application.SecretFiles;

/// <summary>A document cannot be read from this line on. The message never contains its text.</summary>
internal sealed class DocumentException(int line, string message) : Exception(message)
{
    public int Line { get; } = line;
}
