using Secrets.Api.Cli;
using Secrets.Application;

namespace Secrets.Api.Tests;

public sealed class ConsoleProgressTests
{
    private readonly StoppedClock _clock = new();
    private readonly List<string> _lines = [];

    [Fact]
    public void Elsewhere_than_on_a_terminal_there_is_a_line_every_ten_seconds()
    {
        var progress = new ConsoleProgress("Rewrapped", _clock, isTerminal: false, _lines.Add);
        progress.Report(new WorkProgress(0, 1000));

        for (var second = 1; second <= 25; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            progress.Report(new WorkProgress(10 * second, 1000));
        }

        progress.Report(new WorkProgress(1000, 1000));
        Assert.Equal(
            [
                "Rewrapped: 100 of 1000 (10%), 10 per second, 90 seconds left",
                "Rewrapped: 200 of 1000 (20%), 10 per second, 80 seconds left",
            ],
            _lines
        );
    }

    [Fact]
    public void A_terminal_shows_the_first_report_the_last_one_and_at_most_ten_a_second()
    {
        var progress = new ConsoleProgress("Verified blocks", _clock, isTerminal: true, _lines.Add);

        for (var done = 0; done <= 100; done++)
        {
            progress.Report(new WorkProgress(done, 100));
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(11, _lines.Count);
        Assert.Equal("Verified blocks: 0 of 100 (0%), 0 per second", _lines[0]);
        Assert.Equal("Verified blocks: 10 of 100 (10%), 100 per second, 1 seconds left", _lines[1]);
        Assert.Equal("Verified blocks: 100 of 100 (100%), 100 per second", _lines[^1]);
    }

    [Fact]
    public void What_an_earlier_run_did_does_not_count_as_fast_work()
    {
        var progress = new ConsoleProgress("Rewrapped", _clock, isTerminal: true, _lines.Add);
        progress.Report(new WorkProgress(900, 1000));
        _clock.Advance(TimeSpan.FromSeconds(10));

        progress.Report(new WorkProgress(910, 1000));

        Assert.Equal("Rewrapped: 910 of 1000 (91%), 1 per second, 90 seconds left", _lines[^1]);
    }

    [Fact]
    public void Work_of_unknown_size_has_a_rate_and_work_of_no_size_is_not_shown()
    {
        var progress = new ConsoleProgress("Decrypted values", _clock, isTerminal: true, _lines.Add);
        progress.Report(new WorkProgress(0, 0));
        _clock.Advance(TimeSpan.FromSeconds(2));

        progress.Report(new WorkProgress(50, null));

        Assert.Equal(["Decrypted values: 50, 25 per second"], _lines);
    }

    [Theory]
    [InlineData(59, "59 seconds")]
    [InlineData(120, "2 minutes")]
    [InlineData(7_199, "119 minutes")]
    [InlineData(7_200, "2 hours")]
    [InlineData(400 * 86_400, "400 days")]
    public void A_time_is_shown_in_its_largest_unit(long seconds, string text) =>
        Assert.Equal(text, Duration.Format(TimeSpan.FromSeconds(seconds)));
}
