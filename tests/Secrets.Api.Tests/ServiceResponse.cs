using System.Text.Json;

namespace Secrets.Api.Tests;

/// <summary>A response of the service, with its headers as text.</summary>
internal sealed record ServiceResponse(int Status, string Body, string Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Returns the value of a header, or null.</summary>
    public string? Header(string name) =>
        Headers.Split('\n').Select(line => line.Split(": ", 2)).FirstOrDefault(line => line[0] == name)?[1].TrimEnd('\r');

    public void Is(int status, string json)
    {
        Assert.True(
            status == Status && JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, Json),
            $"Expected {status} {json}, got {Status} {Body}"
        );
    }

    /// <summary>Asserts the result of an import or of a dry run.</summary>
    /// <param name="warnings">Names and types.</param>
    public void IsImport(
        string[]? added = null,
        string[]? changed = null,
        string[]? unchanged = null,
        string[]? warnings = null,
        bool dryRun = false
    )
    {
        Assert.True(Status == 200, $"Expected 200, got {Status} {Body}");
        Assert.Equal(dryRun, Json.GetProperty("dry_run").GetBoolean());
        Assert.Equal(added ?? [], Texts("added"));
        Assert.Equal(changed ?? [], Texts("changed"));
        Assert.Equal(unchanged ?? [], Texts("unchanged"));
        Assert.Equal(
            warnings ?? [],
            Json.GetProperty("warnings").EnumerateArray().Select(warning => $"{warning.GetProperty("name")} {warning.GetProperty("type")}")
        );
        Assert.Equal(0, Json.GetProperty("invalid").GetArrayLength());

        IEnumerable<string?> Texts(string list) => Json.GetProperty(list).EnumerateArray().Select(text => text.GetString());
    }

    /// <summary>Asserts that a value was revealed.</summary>
    public void IsValue(string text) => Assert.Equal((200, text), (Status, Body));

    /// <summary>Asserts a 422 with failures of these places and types, in this order.</summary>
    public void IsInvalid(params string[] failures)
    {
        Assert.Equal(422, Status);
        Assert.Equal(
            failures,
            Json.GetProperty("detail")
                .EnumerateArray()
                .Select(entry => $"{string.Join('.', FieldsOf(entry.GetProperty("loc")))} {entry.GetProperty("type").GetString()}")
        );
    }

    private static IEnumerable<JsonElement> FieldsOf(JsonElement loc) =>
        loc.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.String);
}
