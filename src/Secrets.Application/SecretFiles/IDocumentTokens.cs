using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.SecretFiles;

/// <summary>Reads a document token by token. Its depth is bounded.</summary>
internal interface IDocumentTokens
{
    /// <summary>The line of the current token, from 1.</summary>
    int Line { get; }

    /// <summary>The reason to give if a token is <see cref="DocumentToken.Other"/> instead of a string.</summary>
    string NotText { get; }

    /// <summary>Reads the next token.</summary>
    /// <exception cref="DocumentException">The text is not a document in this format.</exception>
    DocumentToken Read();

    /// <summary>Returns the text of the current token.</summary>
    Submitted<string> GetText();

    /// <summary>Returns the text of a token that is <see cref="DocumentToken.Other"/>.</summary>
    string GetLiteral();

    /// <summary>Returns the text of the current token as a value.</summary>
    Submitted<SecretValue> GetValue();
}
