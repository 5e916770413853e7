using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Secrets.Api.Tests.GeneratedRequests;

/// <summary>Sends a sequence of requests as a new owner, and holds each answer against the document and against what was answered before.</summary>
/// <param name="statuses">Where the answers are counted.</param>
internal sealed partial class Conversation(RunningService service, ApiDocument document, ConcurrentDictionary<int, int> statuses)
{
    private const string NoKey = "csk_0000000000000000000000000000000000000000000000000";

    // Names with their values, where those are known; names that were deleted; keys by their ids; keys that were revoked.
    private readonly Dictionary<string, string?> _alive = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly List<(string Id, string Token)> _minted = [];
    private readonly HashSet<string> _revoked = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];
    private readonly SeenTags _tags = new();
    private readonly string _owner = $"{Guid.NewGuid()}";
    private (string Id, string Token) _all;

    public async Task SayAsync(Call call)
    {
        if (_all.Token is null || _revoked.Contains(_all.Token))
        {
            _minted.Add(_all = await CreateKeyAsync());
        }

        var key = call.Sender switch
        {
            0 => _all.Token,
            -1 => null,
            -2 => NoKey,
            var created => _minted[created % _minted.Count].Token,
        };
        var path = Reference()
            .Replace(call.Path, reference =>
                _ids.Count == 0
                    ? $"{Guid.Empty}"
                    : _ids[int.Parse(reference.ValueSpan[1..^1], System.Globalization.CultureInfo.InvariantCulture) % _ids.Count]
            );

        var current = call.Headers.Count > 0 ? await TagsAsync(call) : null;
        var headers = _tags.Fill(
            call.Headers,
            call.Operation.Contains("/value", StringComparison.Ordinal) || path.StartsWith("/api/settings", StringComparison.Ordinal)
                ? current?[1]
                : current?[0]
        );

        var response = await service.SendAsync(call.Operation.Split(' ')[0], path, call.Body, call.ContentType, key, headers);

        statuses.AddOrUpdate(response.Status, 1, (_, count) => count + 1);
        Assert.NotInRange(response.Status, 500, 599);
        if (response is { Status: 400, Body: "" } && path.Contains("%00", StringComparison.Ordinal))
        {
            // The web server's own.
            return;
        }

        if (DotSegment().IsMatch(path))
        {
            // The web server takes them out: this is another route, or none.
            Assert.True(response.Status is 200 or 401 or 403 or 404 or 405 or 422, $"{call}{response.Status}");
            await LookAsync();
            return;
        }

        document.AssertDocumented(call.Operation, response);
        if (document.Operations[call.Operation]["security"] is not null)
        {
            Assert.Equal(key is null or NoKey || _revoked.Contains(key), response.Status == 401);
        }

        AssertNotDeleted(call, response, key == _all.Token);
        AssertConditions(call, headers, current, response);
        if (response.Status == 304)
        {
            await AssertSameAsync(path, key, headers, response.Header("ETag")!);
        }
        else if (call.Operation.StartsWith("GET ", StringComparison.Ordinal))
        {
            _tags.Note(response);
        }

        if (response.Status == 200)
        {
            _ids.AddRange(Uuid().Matches(response.Body).Take(20).Select(id => id.Value));
            await NoteAsync(call, path, response);
        }
    }

    public async Task EndAsync()
    {
        var names = (await ListAsync()).ToList();
        Assert.Equal(_alive.Keys.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    private void AssertNotDeleted(Call call, ServiceResponse response, bool hasAllScopes)
    {
        var reveals = call.Operation is "GET /api/secrets/{secret_id}/value" or "GET /api/settings/secrets/{name}";
        if (call.Name is null)
        {
            return;
        }

        Assert.False(_deleted.Contains(call.Name) && response.Status is 200 or 304, $"deleted, and answered {response.Status}");
        if (reveals && hasAllScopes && _alive.TryGetValue(call.Name, out var value) && !call.Path.Contains('?', StringComparison.Ordinal))
        {
            Assert.NotEqual(404, response.Status);
            Assert.True(response.Status != 200 || value is null || value == response.Body, "another value than the last one");
        }
    }

    /// <summary>The tag of the secret, and that of its value; null if there is no such secret.</summary>
    private async Task<IReadOnlyList<string>?> TagsAsync(Call call)
    {
        if (
            NameOf(call) is not { } name
            || await service.SendAsync("GET", $"/api/secrets/{Uri.EscapeDataString(name)}", key: _all.Token)
                is not { Status: 200 } described
        )
        {
            return null;
        }

        var revealed = await service.SendAsync("GET", $"/api/secrets/{Uri.EscapeDataString(name)}/value", key: _all.Token);
        _tags.Note(described);
        _tags.Note(revealed);
        return [described.Header("ETag")!, revealed.Header("ETag")!];
    }

    private static void AssertConditions(
        Call call,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        IReadOnlyList<string>? current,
        ServiceResponse response
    )
    {
        if (response.Status is not (200 or 412) || call.Operation.StartsWith("GET ", StringComparison.Ordinal) || NameOf(call) is null)
        {
            return;
        }

        // A condition that is no plain list of tags is never met.
        var areMet = headers.All(header =>
            header.Key == "If-Match"
                ? SeenTags.Has(header.Value, current, areStrong: true) is true
                : SeenTags.Has(header.Value, current, areStrong: false) is false || current is null
        );
        Assert.True(
            areMet == (response.Status == 200),
            $"{call.Operation} {string.Join(' ', headers)} now {string.Join(' ', current ?? [])}: {response.Status}"
        );
    }

    /// <summary>Asserts that 304 was answered only because the client has what it would have been given.</summary>
    private async Task AssertSameAsync(string path, string? key, IReadOnlyList<KeyValuePair<string, string>> headers, string tag)
    {
        Assert.True(SeenTags.Has(headers.Single(header => header.Key == "If-None-Match").Value, [tag], areStrong: false), $"304 for {tag}");
        var whole = await service.SendAsync("GET", path, key: key);
        Assert.Equal((200, tag), (whole.Status, whole.Header("ETag")));
        _tags.Note(whole);
    }

    private static string? NameOf(Call call)
    {
        if (call.Operation is not "PUT /api/settings/secrets")
        {
            return call.Name;
        }

        try
        {
            return Submitted(call, "name");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            return null;
        }
    }

    private async Task NoteAsync(Call call, string path, ServiceResponse response)
    {
        switch (call.Operation)
        {
            case "POST /api/secrets" or "PUT /api/settings/secrets":
                Live(Submitted(call, "name"), Submitted(call, "value"));
                break;
            case "PUT /api/secrets/{secret_id}/value" when call.Name is { } name:
                Live(name, Submitted(call, "value"));
                break;
            case "PUT /api/secrets/{secret_id}" when call.Name is { } name:
                _alive.Remove(name, out var value);
                _deleted.Add(name);
                Live(Submitted(call, "name"), value);
                break;
            case "DELETE /api/secrets/{secret_id}" or "DELETE /api/settings/secrets/{name}" when call.Name is { } name:
                _alive.Remove(name);
                _deleted.Add(name);
                break;
            case "POST /api/keys":
                _minted.Add(KeyOf(response));
                break;
            case "POST /api/keys/{id}/rotate":
                if (
                    call.Body is { Length: > 0 }
                    && JsonDocument.Parse(call.Body).RootElement.TryGetProperty("overlap_seconds", out var overlap)
                    && overlap.ValueKind == JsonValueKind.Number
                    && overlap.GetInt64() == 0
                )
                {
                    Revoke(path);
                }

                _minted.Add(KeyOf(response));
                break;
            case "DELETE /api/keys/{id}":
                Revoke(path);
                break;
            case var other when !other.StartsWith("GET ", StringComparison.Ordinal):
                await LookAsync();
                break;
        }
    }

    private void Revoke(string path) =>
        _revoked.UnionWith(_minted.Where(created => path.Contains(created.Id, StringComparison.Ordinal)).Select(created => created.Token));

    private void Live(string name, string? value)
    {
        _alive[name] = value;
        _deleted.Remove(name);
    }

    private async Task LookAsync()
    {
        var names = await ListAsync();
        _deleted.UnionWith(_alive.Keys.Except(names));
        _alive.Clear();
        foreach (var name in names)
        {
            Live(name, value: null);
        }
    }

    private async Task<(string Id, string Token)> CreateKeyAsync() =>
        KeyOf(await service.PostKeyAsync([.. Domain.ApiKeys.Scopes.All], _owner));

    private static (string Id, string Token) KeyOf(ServiceResponse response) =>
        (response.Json.GetProperty("id").GetString()!, response.Json.GetProperty("token").GetString()!);

    // With a key that nobody has revoked.
    private async Task<IReadOnlyList<string>> ListAsync() =>
        [
            .. (await service.SendAsync("GET", "/api/secrets", key: (await CreateKeyAsync()).Token))
                .Json.GetProperty("custom_secrets")
                .EnumerateArray()
                .Select(secret => secret.GetProperty("name").GetString()!),
        ];

    private static string Submitted(Call call, string field) => JsonDocument.Parse(call.Body!).RootElement.GetProperty(field).GetString()!;

    [GeneratedRegex("<[0-9]+>")]
    private static partial Regex Reference();

    [GeneratedRegex("/([.]|%2e){1,2}([/?]|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex DotSegment();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Uuid();
}
