using System.Text.Json;
using System.Text.Json.Nodes;
using Secrets.Infrastructure;

namespace Secrets.Api.Tests.Conformance;

/// <summary>
/// The recorded responses of OpenHands 0.53, with one change: create returns 200, as the published contract says.
/// Only the first part of the place of a JSON error is compared.
/// </summary>
public sealed class ConformanceTests(Services services) : IClassFixture<Services>
{
    private static readonly JsonArray Recording = JsonNode
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Conformance", "openhands-0.53.json")))!
        .AsArray();

    public static TheoryData<StorageProvider, string> Scenarios
    {
        get
        {
            var scenarios = new TheoryData<StorageProvider, string>();
            foreach (var scenario in Recording)
            {
                scenarios.Add(StorageProvider.Sqlite, (string)scenario!["scenario"]!);
                scenarios.Add(StorageProvider.Postgres, (string)scenario!["scenario"]!);
            }

            return scenarios;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_service_responds_like_the_real_server(StorageProvider provider, string scenario)
    {
        var service = await services.OnAsync(provider);
        foreach (var name in (await service.ListAsync()).Keys)
        {
            Assert.Equal(200, (await service.DeleteAsync(name)).Status);
        }

        foreach (var step in Recording.Single(recorded => (string)recorded!["scenario"]! == scenario)!["steps"]!.AsArray())
        {
            var headers = step!["headers"]!.AsObject().ToDictionary(header => header.Key, header => (string)header.Value!);
            headers.Remove("content-type", out var contentType);
            var body = step["body_b64"] is { } encoded ? Convert.FromBase64String((string)encoded!) : null;

            var response = await service.SendAsync(
                (string)step["method"]!,
                (string)step["path"]!,
                body,
                contentType,
                key: (string)step["key"]! == "none" ? null : service.Key,
                headers
            );

            var expected = step["expect"]!;
            Assert.Equal((int)expected["status"]!, response.Status);
            AssertSame(Comparable(expected["body"]!), Comparable(JsonNode.Parse(response.Body)!));
        }
    }

    private static JsonNode Comparable(JsonNode body)
    {
        if (body is JsonObject && body["detail"] is JsonArray entries)
        {
            foreach (var entry in entries)
            {
                entry!.AsObject().Remove("input");
                entry.AsObject().Remove("ctx");
                entry.AsObject().Remove("url");
                if ((string)entry["type"]! == "json_invalid")
                {
                    entry["loc"] = new JsonArray((string)entry["loc"]![0]!);
                }
            }
        }

        return body;
    }

    private static void AssertSame(JsonNode expected, JsonNode actual) =>
        Assert.True(
            JsonNode.DeepEquals(expected, actual),
            $"Expected {expected.ToJsonString(JsonSerializerOptions.Web)}, got {actual.ToJsonString(JsonSerializerOptions.Web)}"
        );
}
