using System.Buffers;
using System.Text;
using Secrets.Application.SecretFiles;
using Secrets.Application.Secrets.ExportSecrets;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Tests.SecretFiles;

public sealed class EnvFileWriterTests
{
    public static TheoryData<string, string> Lines =>
        new()
        {
            { "", "A=\n" },
            { "azAZ09_-./:@%+,=", "A=azAZ09_-./:@%+,=\n" },
            { " ", "A=' '\n" },
            { "#", "A='#'\n" },
            { "$x ${y}", "A='$x ${y}'\n" },
            { "say \"x\"", "A='say \"x\"'\n" },
            { "naïve", "A='naïve'\n" },
            { "it's", "A=\"it's\"\n" },
            { "it's \"$x\"", "A=\"it's \\\"\\$x\\\"\"\n" },
            { @"a\nb\", "A=\"a\\\\nb\\\\\"\n" },
            { "one\r\ntwo\n", "A=\"one\\r\ntwo\n\"\n" },
            { "\t", "A=\"\t\"\n" },
            { "\u007f", "A=\"\u007f\"\n" },
        };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_value_is_quoted_only_as_far_as_necessary(string value, string line) =>
        Assert.Equal(line, Encoding.UTF8.GetString(Written("A", Encoding.UTF8.GetBytes(value))));

    [Theory]
    [InlineData("A", true)]
    [InlineData("1", true)]
    [InlineData("a.b-c[0]", true)]
    [InlineData("NAÏVE_名前_²", true)]
    [InlineData("export", true)]
    [InlineData("exportA", true)]
    [InlineData("", false)]
    [InlineData(" A", false)]
    [InlineData("A B", false)]
    [InlineData("export A", false)]
    [InlineData("export\tA", false)]
    [InlineData("A\u00a0", false)]
    [InlineData("A=", false)]
    [InlineData("A:B", false)]
    [InlineData("A/B", false)]
    [InlineData("#A", false)]
    [InlineData("A\n", false)]
    [InlineData("\ufeffA", false)]
    [InlineData("🔑", false)]
    [InlineData("\ud83d", false)]
    public void Only_a_name_that_is_read_back_can_be_held(string name, bool canHold)
    {
        Assert.Equal(canHold, CanHold(name, "x"u8.ToArray()));
        if (canHold)
        {
            AssertReadBack(name, "x"u8.ToArray());
        }
    }

    [Fact]
    public void Only_UTF8_without_NUL_can_be_held()
    {
        Assert.True(CanHold("A", []));
        Assert.True(CanHold("A", "\u0001\ufffd🔑"u8.ToArray()));
        Assert.False(CanHold("A", "a\0b"u8.ToArray()));
        Assert.False(CanHold("A", [0xFF]));
    }

    [Fact]
    public void Every_value_is_read_back_byte_by_byte()
    {
        var random = new Random(20260417);
        string[] parts =
        [
            "x",
            "export ",
            "A=",
            "'",
            "\"",
            "\\",
            "$",
            "${",
            "}",
            "#",
            " #",
            " ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "n",
            "0",
            "0123",
            "\u0001",
            "\u007f",
            "\u0085",
            "é",
            "\u2003",
            "\ufeff",
            "🔑",
        ];
        for (var i = 0; i < 10_000; i++)
        {
            AssertReadBack($"NAME_{i}", Encoding.UTF8.GetBytes(string.Concat(random.GetItems(parts, random.Next(12)))));
        }
    }

    private static void AssertReadBack(string name, byte[] value)
    {
        using var file = SecretFile.Parse([.. Written(name, value), .. Written("LAST", value)], ImportFormat.Env);

        Assert.Empty(file.InvalidLines);
        Assert.Equal([name, "LAST"], file.Entries.Select(entry => entry.Name));
        Assert.All(file.Entries, entry => Assert.Equal(value, entry.Value.AsSpan().ToArray()));
    }

    private static bool CanHold(string name, byte[] value) => Written(name, value)[0] != '#';

    private static byte[] Written(string name, byte[] value)
    {
        var output = new ArrayBufferWriter<byte>();
        var file = SecretFileWriter.Create(ExportFormat.Env, output);
        file.Write([new ExportedSecret(Guid.Empty, name, Description: null, SecretValue.TakeOwnershipOf([.. value], value.Length))]);
        file.End();
        return output.WrittenSpan.ToArray();
    }
}
