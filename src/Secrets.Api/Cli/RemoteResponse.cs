using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Secrets.Api.Controllers;
using Secrets.Api.Responses;

namespace Secrets.Api.Cli;

/// <summary>A response of a running service with status 200 or 204.</summary>
internal sealed partial record RemoteResponse(byte[] Content, HttpResponseHeaders Headers, HttpResponseHeaders TrailingHeaders)
{
    public string? EntityTag => Headers.ETag?.ToString();

    /// <summary>The query of the next page, with its question mark; null if this is the last page.</summary>
    public string? NextQuery =>
        Headers.TryGetValues("Link", out var links) && NextLink().Match(string.Join(',', links)) is { Success: true } next
            ? next.Groups["query"].Value
            : null;

    /// <summary>The texts of <c>Secrets-Warning</c>.</summary>
    public IReadOnlyList<string> Warnings =>
        Headers.TryGetValues(SecretWarningHeader.Name, out var warnings)
            ? [.. WarningText().Matches(string.Join(',', warnings)).Select(match => match.Groups["text"].Value)]
            : [];

    /// <summary>The number of secrets that the service could not decrypt for an export.</summary>
    public long NotDecrypted =>
        TrailingHeaders.TryGetValues(SecretFilesController.NotDecryptedTrailer, out var values)
        && long.TryParse(values.First(), CultureInfo.InvariantCulture, out var count)
            ? count
            : 0;

    [GeneratedRegex("<[^>?]*(?<query>\\?[^>]*)>; *rel=\"next\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NextLink();

    [GeneratedRegex("text=\"(?<text>[^\"]*)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex WarningText();
}
