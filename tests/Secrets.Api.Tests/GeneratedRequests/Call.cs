using System.Text;

namespace Secrets.Api.Tests.GeneratedRequests;

/// <summary>
/// A request to be sent. In path and query <c>&lt;7&gt;</c> stands for an id from an earlier response.
/// In headers <c>&lt;now&gt;</c> stands for the current entity tag of the resource, <c>&lt;seen&gt;</c> for an earlier tag.
/// </summary>
/// <param name="Operation">A key of <see cref="ApiDocument.Operations"/>.</param>
/// <param name="Path">The path and query as they are sent.</param>
/// <param name="Name">The name of the secret in the path, if it is unambiguous.</param>
/// <param name="Body">The body, or null for a request without one.</param>
/// <param name="Sender">0 for the key of the sequence, -1 for no key, -2 for an invalid key, else an index of created keys.</param>
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
    public override string ToString() => $"{Operation} as {Sender}: {Path} {string.Join(' ', Headers)} {ContentType} {Shown}\n";

    private string Shown => Encoding.Latin1.GetString([.. (Body ?? []).Take(300)]);
}
