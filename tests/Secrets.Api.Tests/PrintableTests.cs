using Secrets.Api.Cli;

namespace Secrets.Api.Tests;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain [red]NAME[/] ключ 🔑", "plain [red]NAME[/] ключ 🔑")]
    [InlineData("\e[2J\e]0;title\a", "?[2J?]0;title?")]
    [InlineData("a\rb\nc\td\u009Be", "a?b?c?d?e")]
    [InlineData("abc\u202Efed\u2066", "abc?fed?")]
    [InlineData("a\u2028b", "a?b")]
    public void Characters_that_a_terminal_obeys_are_replaced(string text, string printed) => Assert.Equal(printed, Printable.Of(text));

    [Fact]
    public void A_table_stays_in_its_columns()
    {
        using var output = new StringWriter { NewLine = "\n" };

        Table.Write(output, ["ID", "NAME"], ["1", "a\nb\e"], ["100", "c"]);

        Assert.Equal("ID   NAME\n1    a?b?\n100  c\n", output.ToString());
    }
}
