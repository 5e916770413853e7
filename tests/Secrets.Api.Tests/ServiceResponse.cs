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
