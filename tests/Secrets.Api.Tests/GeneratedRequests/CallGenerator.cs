using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Secrets.Api.Tests.GeneratedRequests;

/// <summary>Generates requests from the operations of the document: mostly valid, often nearly valid, sometimes hostile.</summary>
internal sealed class CallGenerator(ApiDocument document)
{
    /// <summary>The names of secrets: few, so that the requests of a sequence affect the same secrets.</summary>
    private static readonly string[] Names = ["A", "a", "TOKEN", "b/c", "d e", "%2F", "é", new('x', 255)];

    private static readonly string[] HostileSegments =
    [
        "%00",
        "%0d%0aSet-Cookie:%20a=b",
        "%ff",
        "%C0%AF",
        "%ED%A0%80",
        "%2e%2e",
        "%2e",
        "..",
        ".",
        "%252F",
        "%",
        "%zz",
        "%u0041",
        "a;b=c",
        "a+b",
        "a%3Fb%23c",
        "%5c..%5c",
        "%27%20OR%201=1--",
        "%F0%9F%94%91",
        "a%20",
        "$%7Bjndi:x%7D",
        "%7B%7B7*7%7D%7D",
        "%41",
        "%09",
        "%e2%80%ae",
        "a%2500",
    ];

    private static readonly string[] HostileJson =
    [
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\\u001b[2J\"",
        "\"\"",
        "\".\"",
        "\"..\"",
        "1e999",
        "-1",
        "0",
        "1.5",
        "99999999999999999999",
        "true",
        "null",
        "[]",
        "{}",
        "[[[]]]",
        "{\"$ref\":\"x\"}",
        "\"" + new string('y', 300) + "\"",
        "\"" + new string('z', 70_000) + "\"",
        new string('[', 70) + new string(']', 70),
        "\"a\\r\\nb\"",
        "\"<script>\"",
        "\"\\",
        "",
        "NaN",
        "'a'",
        "\"\\u202e\"",
        "\"secrets:all\"",
        "\"2000-01-01T00:00:00Z\"",
        "\"2099-13-01T00:00:00Z\"",
    ];

    private static readonly string[] HostileQuery =
    [
        "",
        "0",
        "-1",
        "1001",
        "1e3",
        "0x10",
        "%2010",
        "99999999999999999999",
        "%00",
        "%ff",
        "[]",
        "1&limit=2",
        "null",
        "TRUE",
        "Fail",
        "{00000000-0000-0000-0000-000000000000}",
        "2026-01-01",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00%2B14:00",
        "%25",
        new('q', 700),
    ];

    private static readonly string[] Tags =
    [
        "*",
        "<now>",
        "<now>",
        "<now>",
        "W/<now>",
        "<now>, \"2\"",
        "\"1\"",
        "<seen>",
        "<seen>",
        "W/<seen>",
        "<seen>, <seen>",
        "<seen>, <now>",
    ];
    private static readonly string[] HostileTags =
    [
        "1",
        "\"",
        "\"\"",
        "\"-1\"",
        "\"99999999999999999999\"",
        "\"1\"\"2\"",
        ",",
        "\"é\"",
        new('"', 4000),
    ];
    private static readonly string[] ContentTypes =
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/problem+json",
        "x",
        "multipart/form-data; boundary=x",
    ];

    /// <summary>Returns sequences of calls. FsCheck shortens a sequence that fails.</summary>
    public Arbitrary<Call[]> Sequences(int length)
    {
        var call = Gen.OneOf(document.Operations.Select(operation => Call(operation.Key, operation.Value)));
        return Arb.From(Gen.ArrayOf(call, length), calls =>
            Enumerable
                .Range(0, calls.Length)
                .Select(i => calls.Where((_, j) => j != i).ToArray())
                .Prepend(calls[(calls.Length / 2)..])
                .Prepend(calls[..(calls.Length / 2)])
                .Where(shorter => shorter.Length < calls.Length)
        );
    }

    private Gen<Call> Call(string key, JsonNode operation)
    {
        var path = key.Split(' ')[1];
        var parameters = operation["parameters"]?.AsArray().Select(parameter => parameter!).ToList() ?? [];
        var bodies = operation["requestBody"]?["content"]!.AsObject();
        return from segments in Gen.CollectToArray(parameters.Where(parameter => (string)parameter["in"]! == "path").Select(Segment))
               from query in Gen.CollectToArray(parameters.Where(parameter => (string)parameter["in"]! == "query").Select(Query))
               from headers in Gen.CollectToArray(parameters.Where(parameter => (string)parameter["in"]! == "header").Select(Header))
               from sent in bodies is not null
                   ? Gen.OneOf(bodies.Select(described => Body(described.Key, described.Value!["schema"]!)))
                   : Mixed(
                       Gen.Constant<(byte[]?, string?)>((null, null)),
                       Text("application/json", Json("")),
                       Text("text/plain", Elements("x"))
                   )
               from sender in Gen.Frequency((14, Gen.Constant(0)), (4, Gen.Choose(1, 1000)), (1, Gen.Choose(-2, -1)))
               select new Call(
                   key,
                   segments.Aggregate(path, (left, part) => left.Replace($"{{{part.Parameter}}}", part.Raw, StringComparison.Ordinal))
                       + (query.Any(one => one.Length > 0) ? $"?{string.Join('&', query.Where(one => one.Length > 0))}" : ""),
                   segments.FirstOrDefault().Name,
                   [.. headers.Where(header => header.Value.Length > 0)],
                   sent.Item1,
                   sent.Item2,
                   sender
               );
    }

    private static Gen<(string Parameter, string Raw, string? Name)> Segment(JsonNode parameter)
    {
        var name = (string)parameter["name"]!;
        var hostile = Elements(HostileSegments).Select(raw => (name, raw, (string?)null));
        return name switch
        {
            "secret_id" or "name" => Mixed(
                Elements(Names).Select(secret => (name, Uri.EscapeDataString(secret), (string?)secret)),
                Elements("absent", new string('x', 256), "%7F", "aa").Select(raw => (name, raw, (string?)null)),
                hostile
            ),
            "version" => Mixed(
                Gen.Choose(1, 4).Select(version => (name, $"{version}", (string?)null)),
                Elements("0", "-1", "9223372036854775807", "9223372036854775808").Select(raw => (name, raw, (string?)null)),
                hostile
            ),
            _ => Mixed(
                Known.Select(id => (name, id, (string?)null)),
                Elements($"{Guid.Empty}", $"{Guid.Empty:N}", "x").Select(raw => (name, raw, (string?)null)),
                hostile
            ),
        };
    }

    private static Gen<string> Query(JsonNode parameter)
    {
        var (name, schema) = ((string)parameter["name"]!, parameter["schema"]!);
        var right = ((string?)schema["format"], (string?)schema["type"]) switch
        {
            ("uuid", _) => Known,
            ("date-time", _) => Elements("2020-01-01T00:00:00Z", "2099-01-01T00:00:00%2B01:00"),
            (_, "integer") => Gen.Choose(1, 5).Select(number => $"{number}"),
            (_, "boolean") => Elements("true", "false"),
            _ when schema["enum"] is JsonArray choices => Elements([.. choices.Select(choice => (string)choice!)]),
            _ when name == "label" => Elements("a", "a=b", "c.d/e", "="),
            _ when name == "due" => Elements("0d", "14d"),
            _ when name == "sort" => Elements("name", "-name", "created", "-created", "due"),
            _ when name == "owner" => Elements("default", "nobody"),
            _ => Elements("A", "TOKEN", "secret.reveal", ""),
        };
        return Gen.Frequency(
            (6, Gen.Constant("")),
            (3, right.Select(value => $"{name}={value}")),
            (1, Elements(HostileQuery).Select(value => $"{name}={value}"))
        );
    }

    private static Gen<KeyValuePair<string, string>> Header(JsonNode parameter) =>
        Mixed(Gen.Constant(""), Elements(Tags), Elements(HostileTags))
            .Select(value => new KeyValuePair<string, string>((string)parameter["name"]!, value));

    private Gen<(byte[]?, string?)> Body(string type, JsonNode schema)
    {
        var right = type == "text/plain" ? EnvFile() : Json("", schema);
        return Mixed(
            Text(type, right),
            from text in right
            from wrong in Gen.OneOf(Elements(ContentTypes), Gen.Constant<string?>(null)!)
            select ((byte[]?)Encoding.UTF8.GetBytes(text), (string?)wrong),
            Gen.OneOf(
                Gen.Constant<(byte[]?, string?)>((null, type)),
                Gen.Fresh(() => ((byte[]?)new byte[(1024 * 1024) + 1], (string?)type)),
                Text(type, right.Select(text => text[..(text.Length / 2)])),
                Gen.ArrayOf(Gen.Choose(0, 255)).Select(bytes => ((byte[]?)[.. bytes.Select(b => (byte)b)], (string?)type)),
                Text(type, right).Select(body => ((byte[]?)[.. body.Item1!, 0xFF], body.Item2)),
                Text(type, right.Select(text => text + "}"))
            )
        );
    }

    private Gen<string> Json(string name, JsonNode schema)
    {
        schema = document.Resolve(schema);
        return schema["items"] is { } item && (string?)document.Resolve(item)["type"] == "object"
                ? Gen.ListOf(Json("", item)).Resize(3).Select(items => $"[{string.Join(',', items)}]")
            : schema["type"] is JsonValue type && (string)type! == "object" && schema["properties"] is not null ? Object(schema)
            : Mixed(Json(name), Elements("7", "null", "\"\"", "{}"), Elements(HostileJson));
    }

    // Fields whose rules are only in the descriptions of the document.
    private static Gen<string> Json(string name) =>
        name switch
        {
            "name" => Elements(Names).Select(secret => JsonSerializer.Serialize(secret)),
            "value" => Gen.Choose(0, 1_000_000).Select(number => $"\"value {number} \\n \\u0000 é\""),
            "scopes" => Gen.NonEmptyListOf(Elements([.. Domain.ApiKeys.Scopes.All]))
                .Resize(3)
                .Select(scopes => JsonSerializer.Serialize(scopes)),
            "expires_at" => Elements("null", "\"2099-01-01T00:00:00Z\""),
            "owner" => Elements("null", "null", "\"default\"", "\"nobody\""),
            "length" => Elements("8", "32", "null", "1024"),
            "alphabet" => Elements("\"base64url\"", "\"words\"", "\"ascii\"", "null"),
            "labels" => Elements("null", "{}", """{"a":"b","c.d/e":null}""", """{"a b":1}"""),
            "rotate_every_days" => Elements("1", "3650", "null", "0"),
            "canary" => Elements("true", "false", "null"),
            "overlap_seconds" => Elements("0", "60", "null", "604800"),
            _ => Elements("\"some text\"", "null", "\"\""),
        };

    private Gen<string> Object(JsonNode schema)
    {
        var required = schema["required"]?.AsArray().Select(field => (string)field!).ToList() ?? [];
        var fields = schema["properties"]!
            .AsObject()
            .Select(field =>
            {
                var given = Json(field.Key, field.Value!).Select(value => $"{JsonSerializer.Serialize(field.Key)}:{value}");
                return Gen.Frequency(
                    (required.Contains(field.Key) ? 20 : 3, given),
                    (1, Gen.Constant("")),
                    (1, given.Select(text => $"{text},{text}"))
                );
            });
        return from given in Gen.CollectToArray(fields)
               from more in Gen.Frequency(
                   (9, Gen.Constant("")),
                   (1, Elements("\"more\":1", "\"\\ud800\":1", "\"NAME\":\"A\"", "\"more\":" + new string('[', 63) + new string(']', 63)))
               )
               select $"{{{string.Join(',', given.Append(more).Where(text => text.Length > 0))}}}";
    }

    private static Gen<string> EnvFile() =>
        Gen.ListOf(
                Mixed(
                    from name in Elements("A", "a", "TOKEN", "NEW")
                    from number in Gen.Choose(0, 99)
                    select $"{name}='value {number}'",
                    Elements("# a comment", "", "export B=2", "C=\"x\\ny\"", "D=$E", "TOKEN="),
                    Elements("no value", "1A=2", "=x", "F='", "G=\"\\x\"", "\0=\0", new string('h', 300) + "=1")
                )
            )
            .Resize(4)
            .Select(lines => string.Join('\n', lines));

    private static Gen<(byte[]?, string?)> Text(string type, Gen<string> text) =>
        text.Select(body => ((byte[]?)Encoding.UTF8.GetBytes(body), (string?)type));

    private static Gen<string> Known => Gen.Choose(0, 1000).Select(index => $"<{index}>");

    private static Gen<T> Elements<T>(params T[] choices) => Gen.Elements(choices);

    private static Gen<T> Mixed<T>(Gen<T> right, Gen<T> nearly, Gen<T> hostile) => Gen.Frequency((16, right), (2, nearly), (1, hostile));
}
