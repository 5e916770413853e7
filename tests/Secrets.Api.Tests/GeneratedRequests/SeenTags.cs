using System.Text.RegularExpressions;

namespace Secrets.Api.Tests.GeneratedRequests;

/// <summary>The entity tags in responses, with the bodies that they belong to.</summary>
internal sealed partial class SeenTags
{
    private readonly Dictionary<(string Tag, string Representation), string> _bodies = [];
    private readonly List<string> _tags = [];

    /// <summary>Puts tags into the headers of a request.</summary>
    /// <param name="current">The tag of the current state, or null if the resource does not exist.</param>
    public IReadOnlyList<KeyValuePair<string, string>> Fill(IReadOnlyList<KeyValuePair<string, string>> headers, string? current) =>
        headers
            .ToDictionary(
                header => header.Key,
                header =>
                    header
                        .Value.Replace("<now>", current ?? "\"none\"", StringComparison.Ordinal)
                        .Replace("<seen>", _tags.Count == 0 ? "\"none\"" : _tags[_tags.Count * 2 / 3], StringComparison.Ordinal)
            )
            .ToList();

    /// <summary>Records the tag of a body, and asserts that no other body has it.</summary>
    /// <param name="representation">What is shown of a secret, if routes or keys differ in that.</param>
    public void Record(ServiceResponse response, string representation = "")
    {
        if (response.Header("ETag") is not { } tag)
        {
            return;
        }

        _tags.Add(tag);
        Assert.True(!_bodies.TryGetValue((tag, representation), out var body) || body == response.Body, "one tag of two bodies");
        _bodies[(tag, representation)] = response.Body;
    }

    /// <summary>Returns true if the header has one of the tags, and null if it is not a plain list of tags.</summary>
    /// <param name="tags">The tags of the resource, or null if it does not exist.</param>
    public static bool? Has(string header, IReadOnlyList<string>? tags, bool areStrong)
    {
        if (!Plain().IsMatch(header))
        {
            return null;
        }

        return tags is not null
            && header
                .Split(", ")
                .Any(tag => tag == "*" || tags.Contains(areStrong || !tag.StartsWith("W/", StringComparison.Ordinal) ? tag : tag[2..]));
    }

    [GeneratedRegex("^([*]|(W/)?\"[A-Za-z0-9_\u0080-\uFFFF-]+\"(, (W/)?\"[A-Za-z0-9_\u0080-\uFFFF-]+\")*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();
}
