using System.Text.Json;

namespace Secrets.Api.Tests;

internal sealed record Answer(int Status, string Body, string Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public void Is(int status, string json)
    {
        Assert.True(status == Status && JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, Json), $"Expected {status} {json}, got {Status} {Body}");
    }

    /// <summary>Asserts a 422 with failures of these places and types, in this order.</summary>
    public void IsInvalid(params string[] failures)
    {
        Assert.Equal(422, Status);
        Assert.Equal(failures, Json.GetProperty("detail").EnumerateArray().Select(entry =>
            $"{string.Join('.', entry.GetProperty("loc").EnumerateArray().Where(part => part.ValueKind == JsonValueKind.String))} {entry.GetProperty("type").GetString()}"));
    }
}
