namespace Secrets.Application.Validation;

/// <summary>A command whose body may have no unknown fields: a misspelt one could otherwise mean more than was wanted.</summary>
public interface IStrictCommand
{
    UnknownFields UnknownFields { get; }
}
