namespace Secrets.Application.Secrets;

internal enum RevealResult
{
    Sent,

    /// <summary>The request was HEAD: its response has the length of the value, but not the value.</summary>
    NotSent,
    NotDecrypted,

    /// <summary>The secret has expired.</summary>
    Withheld,
}
