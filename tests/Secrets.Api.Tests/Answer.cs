using System.Text.Json;

namespace Secrets.Api.Tests;

internal sealed record Answer(int Status, string Body, string Headers)
{
    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) =>
        Headers.Split('\n').Select(line => line.Split(": ", 2)).FirstOrDefault(line => line[0] == name)?[1].TrimEnd('\r');

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public void Is(int status, string json)
    {
        Assert.True(
            status == Status && JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, Json),
            $"Expected {status} {json}, got {Status} {Body}"
        );
    }

    /// <summary>Asserts a value that was revealed.</summary>
    public void IsValue(string text) => Assert.Equal((200, text), (Status, Body));

    /// <summary>Asserts a 422 with failures of these places and types, in this order.</summary>
    public void IsInvalid(params string[] failures)
    {
        Assert.Equal(422, Status);
        Assert.Equal(
            failures,
            Json.GetProperty("detail")
                .EnumerateArray()
                .Select(entry =>
                    $"{string.Join('.', entry.GetProperty("loc").EnumerateArray().Where(part => part.ValueKind == JsonValueKind.String))} {entry.GetProperty("type").GetString()}"
                )
        );
    }
}
