using System.Text.Json;
using Secrets.Application.Validation;

namespace Secrets.Api.Serialization;

internal static class SubmittedReader
{
    /// <summary>Returns true if the reader is on a string. If it is not, skips the value.</summary>
    public static bool IsOnText(ref this Utf8JsonReader reader, out SubmittedKind kind)
    {
        kind = reader.TokenType switch
        {
            JsonTokenType.String => SubmittedKind.Present,
            JsonTokenType.Null => SubmittedKind.Null,
            _ => SubmittedKind.WrongType,
        };
        reader.Skip();
        return kind == SubmittedKind.Present;
    }
}
