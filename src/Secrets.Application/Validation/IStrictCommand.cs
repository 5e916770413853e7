namespace Secrets.Application.Validation;

/// <summary>A command that refuses unknown fields in its body. A misspelt field could otherwise grant more than intended.</summary>
public interface IStrictCommand
{
    UnknownFields UnknownFields { get; }
}
