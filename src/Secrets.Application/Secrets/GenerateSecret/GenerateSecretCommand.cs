using MediatR;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.GenerateSecret;

/// <summary>Generates a value for a secret, which is created if it does not exist. An absent description stays as it is.</summary>
public sealed record GenerateSecretCommand(
    Caller Caller,
    string Name,
    SubmittedNumber Length,
    Submitted<string> Alphabet,
    SubmittedMetadata Metadata,
    Precondition? Precondition
) : IRequest<GeneratedSecret>, IStrictCommand
{
    /// <summary>The alphabet that was asked for, or else the first one.</summary>
    public ValueAlphabet AlphabetOrDefault => Alphabet.Value is { } name ? AlphabetNames.Find(name) ?? default : default;

    /// <summary>The length that was asked for, or else that of the alphabet.</summary>
    public int LengthOrDefault => (int?)Length.Optional ?? GeneratedValue.DefaultLengthOf(AlphabetOrDefault);

    public UnknownFields UnknownFields { get; init; } = UnknownFields.None;
}
