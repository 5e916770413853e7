namespace Secrets.Application.SecretFiles;

/// <summary>The parts that documents in JSON and YAML have in common.</summary>
internal enum DocumentToken
{
    ObjectStart,
    ObjectEnd,
    ListStart,
    ListEnd,

    /// <summary>A string: a key or a value.</summary>
    Text,
    Null,

    /// <summary>A number, a truth value, or what YAML may take for such.</summary>
    Other,
    End,
}
