using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Secrets.Api.Tests.GeneratedRequests;

/// <summary>Sends a sequence of requests as a new owner, and checks each response against the document and the earlier responses.</summary>
/// <param name="statuses">Counts the responses by status.</param>
internal sealed partial class Conversation(RunningService service, ApiDocument document, ConcurrentDictionary<int, int> statuses)
{
    private const string InvalidKey = "csk_0000000000000000000000000000000000000000000000000";

    // Names with their values if known, deleted names, created keys, tokens of revoked keys.
    private readonly Dictionary<string, string?> _alive = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly List<(string Id, string Token)> _created = [];
    private readonly HashSet<string> _revoked = new(StringComparer.Ordinal);

    // Parents of child keys, and keys that may be refused for their number of uses or their client networks.
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _limited = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];
    private readonly SeenTags _tags = new();
    private readonly string _owner = $"{Guid.NewGuid()}";
    private (string Id, string Token) _all;

    public async Task SendAsync(Call call)
    {
        if (_all.Token is null || _revoked.Contains(_all.Token))
        {
            _created.Add(_all = await CreateKeyAsync());
        }

        var key = call.Sender switch
        {
            0 => _all.Token,
            -1 => null,
            -2 => InvalidKey,
            var created => _created[created % _created.Count].Token,
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
            // The web server itself responds to this path.
            return;
        }

        if (DotSegment().IsMatch(path))
        {
            // The web server removes dot segments: this is another route, or an unknown one.
            Assert.True(response.Status is 200 or 401 or 403 or 404 or 405 or 422, $"{call}{response.Status}");
            await RefreshAsync();
            return;
        }

        document.AssertDocumented(call.Operation, response);
        if (document.Operations[call.Operation]["security"] is not null && !_limited.Contains(key ?? ""))
        {
            Assert.Equal(key is null or InvalidKey || HasEnded(key), response.Status == 401);
        }

        AssertNotDeleted(call, response, key == _all.Token);
        AssertConditions(call, headers, current, response);
        if (response.Status == 304)
        {
            await AssertSameAsync(path, key, headers, response.Header("ETag")!);
        }
        else if (call.Operation.StartsWith("GET ", StringComparison.Ordinal))
        {
            _tags.Record(response, RepresentationOf(path, key));
        }

        if (response.Status == 200)
        {
            _ids.AddRange(Uuid().Matches(response.Body).Take(20).Select(id => id.Value));
            await RecordAsync(call, path, key, response);
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

        var creates = call.Operation is "POST /api/secrets/{secret_id}/generate";
        Assert.False(!creates && _deleted.Contains(call.Name) && response.Status is 200 or 304, $"deleted, and answered {response.Status}");
        if (reveals && hasAllScopes && _alive.TryGetValue(call.Name, out var value) && !call.Path.Contains('?', StringComparison.Ordinal))
        {
            Assert.NotEqual(404, response.Status);
            Assert.True(response.Status != 200 || value is null || value == response.Body, "another value than the last one");
        }
    }

    /// <summary>Returns the tag of the secret and the tag of its value, or null if it does not exist.</summary>
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
        _tags.Record(described);
        _tags.Record(revealed);
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

        // A condition that is not a plain list of tags is never met.
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

    /// <summary>Asserts that a 304 is right: the tag of the client is the current one.</summary>
    private async Task AssertSameAsync(string path, string? key, IReadOnlyList<KeyValuePair<string, string>> headers, string tag)
    {
        Assert.True(SeenTags.Has(headers.Single(header => header.Key == "If-None-Match").Value, [tag], areStrong: false), $"304 for {tag}");
        var whole = await service.SendAsync("GET", path, key: key);
        Assert.Equal((200, tag), (whole.Status, whole.Header("ETag")));
        _tags.Record(whole, RepresentationOf(path, key));
    }

    // Keys differ in whether they see canaries.
    private static string RepresentationOf(string path, string? key) =>
        path.EndsWith("/metadata", StringComparison.Ordinal) ? $"metadata for {key}" : "";

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

    private async Task RecordAsync(Call call, string path, string? key, ServiceResponse response)
    {
        switch (call.Operation)
        {
            case "POST /api/secrets" or "PUT /api/settings/secrets":
                SetAlive(Submitted(call, "name"), Submitted(call, "value"));
                break;
            case "PUT /api/secrets/{secret_id}/value" when call.Name is { } name:
                SetAlive(name, Submitted(call, "value"));
                break;
            case "PUT /api/secrets/{secret_id}" when call.Name is { } name:
                _alive.Remove(name, out var value);
                _deleted.Add(name);
                SetAlive(Submitted(call, "name"), value);
                break;
            case "DELETE /api/secrets/{secret_id}" or "DELETE /api/settings/secrets/{name}" when call.Name is { } name:
                _alive.Remove(name);
                _deleted.Add(name);
                break;
            case "POST /api/keys":
                AddKey(response);
                break;
            case "POST /api/keys/child":
                AddKey(response);
                _parents[KeyOf(response).Token] = key!;
                break;
            case "DELETE /api/keys/current":
                _revoked.Add(key!);
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

                AddKey(response);
                break;
            case "DELETE /api/keys/{id}":
                Revoke(path);
                break;
            case var other when !other.StartsWith("GET ", StringComparison.Ordinal):
                await RefreshAsync();
                break;
        }
    }

    private void AddKey(ServiceResponse response)
    {
        var created = KeyOf(response);
        _created.Add(created);
        if (new[] { "max_uses", "client_networks" }.Any(field => response.Json.GetProperty(field).ValueKind != JsonValueKind.Null))
        {
            _limited.Add(created.Token);
        }
    }

    /// <summary>Returns true if a key or one of its ancestors was revoked.</summary>
    private bool HasEnded(string key) => _revoked.Contains(key) || (_parents.TryGetValue(key, out var parent) && HasEnded(parent));

    private void Revoke(string path) =>
        _revoked.UnionWith(_created.Where(created => path.Contains(created.Id, StringComparison.Ordinal)).Select(created => created.Token));

    private void SetAlive(string name, string? value)
    {
        _alive[name] = value;
        _deleted.Remove(name);
    }

    private async Task RefreshAsync()
    {
        var names = await ListAsync();
        _deleted.UnionWith(_alive.Keys.Except(names));
        _alive.Clear();
        foreach (var name in names)
        {
            SetAlive(name, value: null);
        }
    }

    private async Task<(string Id, string Token)> CreateKeyAsync() =>
        KeyOf(await service.PostKeyAsync([.. Domain.ApiKeys.Scopes.All], _owner));

    private static (string Id, string Token) KeyOf(ServiceResponse response) =>
        (response.Json.GetProperty("id").GetString()!, response.Json.GetProperty("token").GetString()!);

    // Uses a new key, because the others may be revoked.
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
