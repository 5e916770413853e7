namespace Secrets.Api.Tests.GeneratedRequests;

/// <summary>
/// A request to be sent. In path and query <c>&lt;7&gt;</c> stands for one of the ids that were answered before. In headers <c>&lt;now&gt;</c>
/// stands for the current entity tag of what the path names, <c>&lt;seen&gt;</c> for one that was answered before.
/// </summary>
/// <param name="Operation">A key of <see cref="ApiDocument.Operations"/>.</param>
/// <param name="Path">As it is sent, with the query.</param>
/// <param name="Name">The secret that the path names, where there can be no doubt of it.</param>
/// <param name="Body">Null for none.</param>
/// <param name="Sender">0 for the key of the sequence; -1 for none, -2 for one that cannot be; else one of those created before.</param>
internal sealed record Call(
    string Operation,
    string Path,
    string? Name,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    byte[]? Body,
    string? ContentType,
    int Sender
)
{
    public override string ToString() =>
        $"{Operation} as {Sender}: {Path} {string.Join(' ', Headers)} {ContentType} {(Body is null ? "" : System.Text.Encoding.Latin1.GetString(Body.AsSpan(0, Math.Min(Body.Length, 300))))}\n";
}
