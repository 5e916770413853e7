using System.Text;
using Secrets.Application.SecretFiles;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Tests.SecretFiles;

public sealed class EnvFileTests
{
    private const string NoEquals = "A line should be NAME=VALUE; no value is taken from the environment";
    private const string BadName = "A name should have at least 1 character, and only letters, digits, '_', '.', '-', '[' and ']'";
    private const string NotClosed = "The quote is never closed";
    private const string Variable = "Variables are not put in: a value with $ should be in single quotes, which take it as it is";
    private const string Nul = "A value should have no NUL character";
    private const string NotUtf8 = "A value should be UTF-8";

    /// <summary>The text after the name A, and the value that docker compose reads.</summary>
    public static TheoryData<string, string> Values =>
        new()
        {
            // White space, comments
            { "=", "" },
            { "=x", "x" },
            { " = x ", "x" },
            { "\t=\tx\t", "x" },
            { ": x", "x" },
            { "=x:y=z", "x:y=z" },
            { "=two words", "two words" },
            { "=\u00a0x\u2003", "x" },
            { "=\u2003x", "\u2003x" },
            { "=x #comment", "x" },
            { "=x   # comment", "x" },
            { "=x#y", "x#y" },
            { "=x\t#y", "x\t#y" },
            { "=#x", "#x" },
            { "= # x", "# x" },
            { "=x\r", "x" },
            { "=x\ry", "x\ry" },
            { "=x'y'", "x'y'" },
            { "=naïve 🔑", "naïve 🔑" },
            // Quotes
            { "=''", "" },
            { "=\"\"", "" },
            { "= ' x # y ' # comment", " x # y " },
            { "=\" x # y \"# comment", " x # y " },
            { "='say \"x\"'", "say \"x\"" },
            { "=\"it's\"", "it's" },
            { "='one\ntwo\n'", "one\ntwo\n" },
            { "=\"one\r\ntwo\"", "one\r\ntwo" },
            // Escapes
            { @"=a\nb\'\\", @"a\nb\'\\" },
            { @"='it\'s'", "it's" },
            { @"='a\nb\\c\d\""'", @"a\nb\\c\d\""" },
            { @"=""\""x\""""", "\"x\"" },
            { @"=""\'""", @"\'" },
            { @"=""\\n\\""", @"\n\" },
            { @"=""\a\b\f\n\r\t\v""", "\a\b\f\n\r\t\v" },
            { @"=""\c\d\x41\u0041\é""", @"\c\d\x41\u0041\é" },
            { "=\"one\\\ntwo\"", "one\\\ntwo" },
            { @"=""\0101\00601\0351\0377""", "A01éÿ" },
            { @"=""\0\08\012\0400\0189x""", @"\\8\12\400\189x" },
            // Dollars
            { "=$$x$$$$", "$x$$" },
            { "=x # $y", "x" },
            { "='$x ${y} $'", "$x ${y} $" },
            { "=\"$$x\"", "$x" },
            { @"=""\$x\${y}""", "$x${y}" },
            { @"=""$\$$""", "$$" },
            { @"=""\0044\0044""", "$" },
        };

    public static TheoryData<string, int, string> InvalidStatements =>
        new()
        {
            { "A", 1, NoEquals },
            { "\n\nA\n", 3, NoEquals },
            { "A\r\n", 1, NoEquals },
            { "export\n", 1, NoEquals },
            { "export A\n", 1, NoEquals },
            { "what is this?\n", 1, NoEquals },
            { "A='x'y\n", 1, NoEquals },
            { "A='x\ny'z\n", 2, NoEquals },
            { "=x", 1, BadName },
            { "export =x", 1, BadName },
            { "A B=x", 1, BadName },
            { "A\tB=x", 1, BadName },
            { "A\u00a0B=x", 1, BadName },
            { "A\u2003=x", 1, BadName },
            { "A/B=x", 1, BadName },
            { "A$=x", 1, BadName },
            { "A\0=x", 1, BadName },
            { "\"A\"=x", 1, BadName },
            { "\n\ufeffA=x", 2, BadName },
            { "A='x' \"B\"='y'", 1, BadName },
            { "A='", 1, NotClosed },
            { "A=\"x\n\n", 1, NotClosed },
            { "A='x\\'", 1, NotClosed },
            { "A=\"x\\\\\\\"", 1, NotClosed },
            { "A=$", 1, Variable },
            { "A=$x", 1, Variable },
            { "A=${x:-y}", 1, Variable },
            { "A=\\$x", 1, Variable },
            { "A=$$$", 1, Variable },
            { "\nA=\"x\n$y\"", 2, Variable },
            { "A=\"\\0044\"", 1, Variable },
            { "A=\"$\\$\"", 1, Variable },
            { "A=x\0", 1, Nul },
            { "A='\0'", 1, Nul },
            { "A=\"\\0000\"", 1, Nul },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_read_as_docker_compose_reads_it(string statement, string value)
    {
        Assert.Equal($"1 A={value}", Assert.Single(Read("A" + statement)));
        Assert.Equal([$"1 A={value}", $"{2 + statement.Count(c => c == '\n')} B=1"], Read("A" + statement + "\nB=1\n"));
    }

    [Theory]
    [InlineData("_")]
    [InlineData("1")]
    [InlineData("a.b-c[0]")]
    [InlineData("NAÏVE_名前_²")]
    [InlineData("export")]
    [InlineData("exportA")]
    [InlineData("export.A")]
    public void A_name_has_letters_digits_and_five_other_characters(string name)
    {
        Assert.Equal([$"1 {name}=x"], Read(name + "=x"));
        Assert.Equal([$"1 {name}=x"], Read(" export \t" + name + " = x"));
    }

    [Theory]
    [MemberData(nameof(InvalidStatements))]
    public void A_mistake_is_reported_with_its_line(string text, int line, string message)
    {
        using var file = Parse(text);

        Assert.Equal([new InvalidLine(line, message)], file.InvalidLines);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_invalid_in_values_and_names()
    {
        using var file = SecretFile.Parse([
            .. "A="u8,
            0xC3,
            .. "\nB='"u8,
            0xFF,
            .. "'\n"u8,
            0xED,
            0xA0,
            0x80,
            .. "=x\n# "u8,
            0xFF,
            .. "\nC=x"u8,
        ], ImportFormat.Env);

        Assert.Equal([new InvalidLine(1, NotUtf8), new InvalidLine(2, NotUtf8), new InvalidLine(3, BadName)], file.InvalidLines);
        Assert.Equal(["5 C=x"], Shown(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(" \t\r\n\u2003\u00a0\n")]
    [InlineData("# A=x")]
    [InlineData("\ufeff# 'x\r\n  #B=x\n#")]
    public void Empty_lines_and_comments_are_ignored(string text) => Assert.Empty(Read(text));

    [Fact]
    public void A_byte_order_mark_and_windows_line_breaks_are_ignored() =>
        Assert.Equal(["1 A=1", "2 B=2", "4 C=3"], Read("\ufeffA=1\r\nB='2'\r\n\r\nexport C: 3 # three\r\n"));

    [Theory]
    [InlineData('\'')]
    [InlineData('"')]
    public void A_pem_key_may_span_lines_in_either_quotes(char quote)
    {
        const string Pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA+/\nc2VjcmV0==\n-----END PRIVATE KEY-----\n";

        Assert.Equal(["1 A=1", "2 KEY=" + Pem, "7 B=2"], Read($"A=1\nKEY={quote}{Pem}{quote} # pem\nB=2"));
    }

    [Fact]
    public void A_statement_may_follow_a_closing_quote() => Assert.Equal(["1 A=x", "1 B=y", "2 C=z"], Read("A='x'B=\"y\" # comment\nC=z"));

    [Theory]
    [InlineData("A=   # none", SecretWarning.ValueIsComment)]
    [InlineData("A=#\tnone", SecretWarning.ValueIsComment)]
    [InlineData("A: #none", SecretWarning.ValueIsComment)]
    [InlineData("A=#1f2e3d")]
    [InlineData("A='# none'")]
    [InlineData("A= x # none")]
    [InlineData("A='' # none")]
    [InlineData("A=x\nB=y\nA=x", SecretWarning.NameOccursTwice)]
    [InlineData("A=x\nA=y\nA= # x\n", SecretWarning.ValueIsComment, SecretWarning.NameOccursTwice)]
    public void Likely_mistakes_of_the_text_are_kept_with_the_last_entry(string text, params SecretWarning[] warnings)
    {
        using var file = Parse(text);

        Assert.Equal(warnings, file.Entries.Single(entry => entry.Name == "A").Warnings);
    }

    [Fact]
    public void The_last_entry_of_a_name_counts() => Assert.Equal(["2 B=2", "3 A=3", "4 a=4"], Read("A=1\nB=2\nA=3\na=4\n"));

    [Fact]
    public void A_mistake_does_not_hide_other_mistakes_or_entries()
    {
        using var file = Parse("A='never closed\nB=1\nnothing\n\nC D=\"\nTHE=lines of a bad name\n\"\nE=$F\nG=2\nH=\"the same\nI=3");

        Assert.Equal(
            [new InvalidLine(1, NotClosed), new(3, NoEquals), new(5, BadName), new(8, Variable), new(10, NotClosed)],
            file.InvalidLines
        );
        Assert.Equal(["2 B=1", "9 G=2", "11 I=3"], Shown(file));
    }

    [Fact]
    public void A_quote_closes_only_its_own_kind()
    {
        using var file = Parse("A=\"it\\\"s 'x\nB='y\nC='z\nD=x");

        Assert.Equal([new InvalidLine(1, NotClosed), new(3, NoEquals)], file.InvalidLines);
        Assert.Equal(["2 B=y\nC=", "4 D=x"], Shown(file));
    }

    // Each case would take minutes if the time were quadratic.
    [Theory]
    [InlineData("", "A='\n", "", 1)]
    [InlineData("A=\"\n", "A='\n", "", 1)]
    [InlineData("A='\n", "\\'", "", 0)]
    [InlineData("A=", "\\", "", 1)]
    [InlineData("A=\"", "\\\\", "\"", 1)]
    [InlineData("A=", "$$", "", 1)]
    [InlineData("A=", "\"", "", 1)]
    [InlineData("A=''", "''", "", 1)]
    [InlineData("", "A=''", "", 1)]
    [InlineData("", "A", "=", 1)]
    [InlineData("", "A\n", "", 0)]
    [InlineData("", "#\n", "", 0)]
    [InlineData("A=", " ", "", 1)]
    [InlineData("A=x", " \u00a0", "#", 1)]
    [InlineData("", "A=x #\n", "", 1)]
    public void A_mebibyte_takes_linear_time(string start, string unit, string end, int entries)
    {
        using var file = Parse(start + string.Concat(Enumerable.Repeat(unit, (1 << 20) / unit.Length)) + end);

        Assert.Equal(entries, file.Entries.Count);
    }

    [Fact]
    public void Repeated_names_take_linear_time()
    {
        var names = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i}=\n"));
        using var file = Parse(names + names);

        Assert.Equal(100_000, file.Entries.Count);
        Assert.Equal(100_001, file.Entries[0].Line);
    }

    [Fact]
    public void Random_bytes_do_not_cause_an_exception()
    {
        var random = new Random(20260417);
        var alphabet = "A=:'\"\\$# \n\r\t0n\0é\u2003"u8.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = random.GetItems(alphabet, random.Next(40));
            if (i % 4 == 0)
            {
                random.NextBytes(bytes);
            }

            using var file = SecretFile.Parse(bytes, ImportFormat.Env);

            Assert.Equal(file.InvalidLines.Select(line => line.Line).Order(), file.InvalidLines.Select(line => line.Line));
        }
    }

    [Fact]
    public void Disposing_wipes_the_values()
    {
        var file = Parse("A=abc\nB=\"a\\nb\"");

        file.Dispose();

        Assert.Equal([0, 0, 0], file.Entries[0].Value.AsSpan().ToArray());
        Assert.Equal([0, 0, 0], file.Entries[1].Value.AsSpan().ToArray());
    }

    [Fact]
    public void No_value_is_printed()
    {
        using var file = Parse("A=canary\ncanary\nB=$canary\ncanary!=x\nC='canary");

        Assert.Equal(4, file.InvalidLines.Count);
        Assert.DoesNotContain("canary", file.Entries[0].ToString() + string.Concat(file.InvalidLines), StringComparison.Ordinal);
    }

    private static SecretFile Parse(string text) => SecretFile.Parse(Encoding.UTF8.GetBytes(text), ImportFormat.Env);

    private static string[] Read(string text)
    {
        using var file = Parse(text);
        Assert.Empty(file.InvalidLines);
        return Shown(file);
    }

    private static string[] Shown(SecretFile file) =>
        [.. file.Entries.Select(entry => $"{entry.Line} {entry.Name}={Encoding.UTF8.GetString(entry.Value.AsSpan())}")];
}
