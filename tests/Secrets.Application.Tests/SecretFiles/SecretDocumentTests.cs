using System.Diagnostics;
using System.Text;
using Secrets.Application.SecretFiles;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Tests.SecretFiles;

/// <summary>Files in JSON and YAML.</summary>
public sealed class SecretDocumentTests
{
    private const string Shape =
        "The file should be an object with a list secrets of objects, each with name, value and optionally metadata";

    public static TheoryData<string, int, string> InvalidJson =>
        new()
        {
            { "", 1, "This is not JSON" },
            { "A=1\n", 1, "This is not JSON" },
            { "{\n\"secrets\":[\n}", 3, "This is not JSON" },
            { "{\"secrets\":[]}\n x", 2, "This is not JSON" },
            { new string('[', 100), 1, Shape },
            { "[]", 1, Shape },
            { "{}", 1, Shape },
            { "{\"secrets\":{}}", 1, Shape },
            { "{\"secrets\":[],\n\"secrets\":[]}", 2, Shape },
            { "{\"secrets\":[],\"other\":1}", 1, Shape },
            { "{\"not_decrypted\":[7],\"secrets\":[]}", 1, Shape },
            { Json("7"), 2, "Secret 1: should be an object with name and value" },
            { Json("[{}]"), 2, "Secret 1: should be an object with name and value" },
            { Json("""{"name":"A"}"""), 2, "Secret 1: value is missing" },
            { Json("""{"value":"x"}"""), 2, "Secret 1: name is missing" },
            { Json("""{"name":7,"value":"x"}"""), 2, "Secret 1: name should be a string" },
            { Json("""{"name":"A","value":7}"""), 2, "Secret 1: value should be a string" },
            { Json("""{"name":"A","value":null}"""), 2, "Secret 1: value should be a string" },
            { Json("""{"name":"A","value":["x"]}"""), 2, "Secret 1: value should be a string" },
            { Json("""{"name":"A","value":"x","description":false}"""), 2, "Secret 1: description should be a string" },
            { Json("""{"name":"A","value":"\ud800"}"""), 2, "Secret 1: value should be valid Unicode" },
            { Json("""{"name":"\udc00","value":"x"}"""), 2, "Secret 1: name should be valid Unicode" },
            { Json("""{"name":"A","value":"x","value":"y"}"""), 2, "Secret 1: value occurs twice" },
            {
                Json("""{"name":"A","value":"x","more":{"a":[{}]}}"""),
                2,
                "Secret 1: should have no other fields than name, value and metadata"
            },
        };

    public static TheoryData<string, int, string> InvalidYaml =>
        new()
        {
            { "", 1, Shape },
            { "A=1\n", 1, Shape },
            { "secrets: [\n", 2, "This is not YAML" },
            { "secrets:\n\t- name", 1, "This is not YAML" },
            { "secrets: &a []\n", 1, "Anchors, aliases and tags are not read" },
            { "secrets:\n- *a\n", 2, "Anchors, aliases and tags are not read" },
            { "secrets:\n- !!map {}\n", 2, "Anchors, aliases and tags are not read" },
            { "secrets:\n- name: !!str A\n", 2, "Anchors, aliases and tags are not read" },
            { "secrets: []\n--- \nsecrets: []\n", 2, "A file should have one YAML document" },
            { "secrets:\n- name: A\n  value: [[[[[[[[[[1]]]]]]]]]]\n", 3, "A YAML file should have at most 8 levels" },
            { "secrets: []\n# \0", 2, "A YAML file should have no NUL character" },
            { "secrets: []\nother: x\n", 2, Shape },
            { "? [secrets]\n: []\n", 1, Shape },
            { "secrets:\n- {name: A, ? {} : x}\n", 2, Shape },
            { "secrets:\n- name: A\n", 2, "Secret 1: value is missing" },
            { "secrets:\n- name: A\n  value:\n", 2, "Secret 1: value should be a string in quotes" },
            { "secrets:\n- {name: A, value: \"x\", value: \"y\"}\n", 2, "Secret 1: value occurs twice" },
        };

    [Theory]
    [MemberData(nameof(InvalidJson))]
    public void A_mistake_in_JSON_is_reported_with_its_line(string text, int line, string message) =>
        AssertInvalid(ImportFormat.Json, text, line, message);

    [Theory]
    [MemberData(nameof(InvalidYaml))]
    public void A_mistake_in_YAML_is_reported_with_its_line(string text, int line, string message) =>
        AssertInvalid(ImportFormat.Yaml, text, line, message);

    [Theory]
    [InlineData("1")]
    [InlineData("-1_000")]
    [InlineData("0x1F")]
    [InlineData("0o17")]
    [InlineData("1e3")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-.inf")]
    [InlineData(".NaN")]
    [InlineData("190:20:30")]
    [InlineData("2001-12-14")]
    [InlineData("2001-12-14t21:59:43.10-05:00")]
    [InlineData("yes")]
    [InlineData("Off")]
    [InlineData("TRUE")]
    [InlineData("n")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("<<")]
    [InlineData("=")]
    public void YAML_that_readers_may_not_take_for_a_string_needs_quotes(string plain)
    {
        AssertInvalid(
            ImportFormat.Yaml,
            $"secrets:\n- name: A\n  value: {plain}\n",
            2,
            "Secret 1: value should be a string in quotes"
        );
        Assert.Equal([$"A={plain}"], Read(ImportFormat.Yaml, $"secrets:\n- name: A\n  value: \"{plain}\"\n"));
        Assert.Equal([$"A={plain}"], Read(ImportFormat.Yaml, $"secrets:\n- name: A\n  value: '{plain}'\n"));
    }

    [Theory]
    [InlineData("3f2a9c")]
    [InlineData("1.2.3-beta")]
    [InlineData("ghp_0123")]
    [InlineData("nonsense")]
    [InlineData("a: b", "a: b", true)]
    [InlineData("https://example.com/#x")]
    public void Other_plain_text_of_YAML_is_a_string(string plain, string? value = null, bool isQuoted = false) =>
        Assert.Equal(
            [$"A={value ?? plain}"],
            Read(ImportFormat.Yaml, $"secrets:\n- name: A\n  value: {(isQuoted ? $"'{plain}'" : plain)}\n")
        );

    [Fact]
    public void YAML_may_have_comments_blocks_and_a_document_start()
    {
        const string Text = """
            # comment
            ---
            secrets: # more
              - name: PEM
                description: null
                value: |
                  -----BEGIN-----
                  abc
                  -----END-----
            ...

            """;
        using var file = Parse(ImportFormat.Yaml, Text);

        Assert.Empty(file.InvalidLines);
        Assert.Equal((4, "PEM", null), (file.Entries[0].Line, file.Entries[0].Name, file.Entries[0].Description));
        Assert.Equal("-----BEGIN-----\nabc\n-----END-----\n", Encoding.UTF8.GetString(file.Entries[0].Value.AsSpan()));
    }

    [Theory]
    [InlineData(ImportFormat.Json, """{"secrets":[{"name":"A","value":"1"},{"name":"B","value":"2"},{"name":"A","value":"3"}]}""")]
    [InlineData(ImportFormat.Yaml, "secrets: [{name: A, value: '1'}, {name: B, value: '2'}, {name: A, value: '3'}]")]
    public void The_last_entry_of_a_name_counts_and_is_a_likely_mistake(ImportFormat format, string text)
    {
        Assert.Equal(["B=2", "A=3"], Read(format, text));
        using var file = Parse(format, text);
        Assert.Equal([SecretWarning.NameOccursTwice], file.Entries[1].Warnings);
    }

    [Theory]
    [InlineData(ImportFormat.Json)]
    [InlineData(ImportFormat.Yaml)]
    public void A_mistake_does_not_hide_other_mistakes_or_entries(ImportFormat format)
    {
        using var file = Parse(
            format,
            """
            {"not_decrypted": ["D"], "secrets": [
            {"name": "A"},
            {"name": "B", "description": "b", "value": "2"},
            {"name": [["x"]], "value": {"y": "z"}},
            {"name": "C", "description": null, "value": "3"}]}
            """
        );

        Assert.Equal([2, 4], file.InvalidLines.Select(line => line.Line));
        Assert.Equal(["B=b", "C="], file.Entries.Select(entry => $"{entry.Name}={entry.Description}"));
        Assert.Equal(["D"], file.NotDecrypted);
    }

    [Theory]
    [InlineData(ImportFormat.Json)]
    [InlineData(ImportFormat.Yaml)]
    public void Reading_ends_at_the_maximum_of_entries_and_lists_a_hundred_mistakes(ImportFormat format)
    {
        var secrets = string.Join(",\n", Enumerable.Range(0, 300).Select(i => $$"""{"name": "N{{i}}", "value": "v"}"""));
        using var some = SecretFile.Parse(Encoding.UTF8.GetBytes($$"""{"secrets": [{{secrets}}]}"""), format, maxEntries: 7);
        using var none = Parse(format, $$"""{"secrets": [{{secrets.Replace("value", "values", StringComparison.Ordinal)}}]}""");
        using var names = SecretFile.Parse(
            Encoding.UTF8.GetBytes("""{"not_decrypted": ["A", "B", "C"], "secrets": []}"""),
            format,
            maxEntries: 2
        );

        Assert.Equal((true, 7), (some.HasMoreEntries, some.Entries.Count));
        Assert.Equal((true, 2), (names.HasMoreEntries, names.NotDecrypted.Count));
        Assert.Equal((300, 100), (none.InvalidLineCount, none.InvalidLines.Count));
    }

    // Each case would take minutes, or all memory, if time or memory were not linear.
    [Theory]
    [InlineData("[", "")]
    [InlineData("{", "")]
    [InlineData("{a: ", "")]
    [InlineData("- ", "")]
    [InlineData("? ", "")]
    [InlineData("a: \n", "")]
    [InlineData("!", "")]
    [InlineData("&a ", "")]
    [InlineData("*a ", "")]
    [InlineData("%TAG ! !\n", "")]
    [InlineData("%", "")]
    [InlineData("\"", "")]
    [InlineData("'", "")]
    [InlineData("x", "secrets: [{name: A, value: ")]
    [InlineData("1", "secrets: [{name: A, value: ")]
    [InlineData("1_", "secrets: [{name: A, value: ")]
    [InlineData(" x", "secrets: [{name: A, value: ")]
    [InlineData("\n", "secrets: [{name: A, value: x")]
    [InlineData("\n x", "secrets:\n- name: A\n  value: x")]
    [InlineData("   x\n", "secrets:\n- name: A\n  value: |\n")]
    [InlineData("\n", "secrets:\n- name: A\n  value: |\n")]
    [InlineData("\\n", "secrets: [{name: A, value: \"")]
    [InlineData("\\\n", "secrets: [{name: A, value: \"")]
    [InlineData("''", "secrets: [{name: A, value: '")]
    [InlineData("---\n", "")]
    [InlineData("#\n", "")]
    [InlineData(",", "secrets: [")]
    [InlineData("{},", "secrets: [")]
    [InlineData("[],", "secrets: [")]
    [InlineData("a,", "not_decrypted: [")]
    [InlineData("\t", "")]
    [InlineData(":", "")]
    [InlineData("\u2028", "secrets: [{name: A, value: \"")]
    public void A_mebibyte_of_YAML_takes_linear_time_and_memory(string unit, string start)
    {
        var text = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(unit, (1 << 20) / Encoding.UTF8.GetByteCount(unit))));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();

        using var file = SecretFile.Parse(text, ImportFormat.Yaml, 10_000);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 30);
    }

    [Theory]
    [InlineData(ImportFormat.Json)]
    [InlineData(ImportFormat.Yaml)]
    public void Damaged_files_do_not_cause_an_exception(ImportFormat format)
    {
        var random = new Random(20261127);
        var valid = "{\"secrets\": [{\"name\": \"A\", \"value\": \"x\\u0041\"},\n{name: B, 'value': |\n  x\n}], &a *b !c %d}"u8.ToArray();
        var alphabet = "{}[]\"':,&*!%|>-?#~ \n\t\\u0é\u2028"u8.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = valid.ToArray();
            for (var j = random.Next(6); j >= 0; j--)
            {
                bytes[random.Next(bytes.Length)] = i % 4 == 0 ? (byte)random.Next(256) : alphabet[random.Next(alphabet.Length)];
            }

            using var file = SecretFile.Parse(bytes.AsSpan(0, random.Next(bytes.Length + 1)), format);

            Assert.All(file.InvalidLines, line => Assert.InRange(line.Line, 1, bytes.Length));
        }
    }

    [Theory]
    [InlineData(ImportFormat.Json, """{"secrets":[{"name":"A","value":"canary"},{"name":"canary","value":canary""")]
    [InlineData(ImportFormat.Yaml, "secrets: [{name: A, value: canary}, {name: canary, value: *canary")]
    [InlineData(ImportFormat.Yaml, "secrets: [{name: A, value: canary}, {canary: canary")]
    [InlineData(ImportFormat.Yaml, "secrets: [{name: A, value: canary}, %canary !canary! @canary")]
    public void No_text_of_the_file_is_printed(ImportFormat format, string text)
    {
        using var file = Parse(format, text);

        Assert.NotEmpty(file.InvalidLines);
        Assert.DoesNotContain("canary", file.Entries[0].ToString() + string.Concat(file.InvalidLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ImportFormat.Json, """{"secrets":[{"name":"A","value":"abc"}]}""")]
    [InlineData(ImportFormat.Yaml, "secrets: [{name: A, value: abc}]")]
    public void Disposing_wipes_the_values(ImportFormat format, string text)
    {
        var file = Parse(format, text);

        file.Dispose();

        Assert.Equal([0, 0, 0], file.Entries[0].Value.AsSpan().ToArray());
    }

    private static string Json(string secret) => "{\"secrets\":[\n" + secret + "]}";

    private static SecretFile Parse(ImportFormat format, string text) => SecretFile.Parse(Encoding.UTF8.GetBytes(text), format);

    private static void AssertInvalid(ImportFormat format, string text, int line, string message)
    {
        using var file = Parse(format, text);

        Assert.Equal([new InvalidLine(line, message)], file.InvalidLines);
    }

    private static string[] Read(ImportFormat format, string text)
    {
        using var file = Parse(format, text);
        Assert.Empty(file.InvalidLines);
        return [.. file.Entries.Select(entry => $"{entry.Name}={Encoding.UTF8.GetString(entry.Value.AsSpan())}")];
    }
}
