using System.Text;
using Secrets.Application.SecretFiles;

namespace Secrets.Application.Tests.SecretFiles;

public sealed class FileEncodingTests
{
    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_file_is_read_by_its_byte_order_mark(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (
            var (format, text) in new[]
            {
                (ImportFormat.Env, "A=naïve 🔑\r\nB=2\r\n"),
                (ImportFormat.Json, """{"secrets":[{"name":"A","value":"naïve 🔑"},{"name":"B","value":"2"}]}"""),
                (ImportFormat.Yaml, "secrets:\r\n- name: A\r\n  value: naïve 🔑\r\n- {name: B, value: '2'}\r\n"),
            }
        )
        {
            using var file = SecretFile.Parse([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], format);

            Assert.Empty(file.InvalidLines);
            Assert.Equal(
                ["A=naïve 🔑", "B=2"],
                file.Entries.Select(entry => $"{entry.Name}={Encoding.UTF8.GetString(entry.Value.AsSpan())}")
            );
        }
    }

    [Theory]
    [InlineData("UTF-16", (byte)0xFF, (byte)0xFE, (byte)'A')]
    [InlineData("UTF-16", (byte)0xFE, (byte)0xFF, (byte)0xD8, (byte)0x00)]
    [InlineData("UTF-32", (byte)0xFF, (byte)0xFE, (byte)0, (byte)0, (byte)0, (byte)0, (byte)0, (byte)0xFF)]
    [InlineData("UTF-32", (byte)0, (byte)0, (byte)0xFE, (byte)0xFF, (byte)'A')]
    public void A_file_that_does_not_have_the_encoding_of_its_mark_is_one_mistake(string name, params byte[] bytes)
    {
        using var file = SecretFile.Parse(bytes, ImportFormat.Env);

        Assert.Equal(
            [new InvalidLine(1, $"The file has a byte order mark of {name}, but is not valid {name}: save it as UTF-8")],
            file.InvalidLines
        );
    }
}
