using Secrets.Application.Secrets;

namespace Secrets.Application.Tests.Secrets;

public sealed class RevealCountsTests
{
    private static readonly Guid Owner = Guid.NewGuid();

    private readonly Recorded _recorded = new();
    private readonly Clock _clock = new();
    private readonly RevealCounts _counts;

    public RevealCountsTests() => _counts = new RevealCounts(_recorded, _clock);

    [Fact]
    public async Task Reveals_of_a_secret_are_added_up_and_written_once()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        _counts.Note(Owner, one);
        _counts.Note(Owner, other);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _counts.Note(Owner, one);

        await _counts.WriteAsync();
        await _counts.WriteAsync();

        Assert.Equal(
            new[] { new SecretReveals(Owner, one, 2, 1_000_000), new SecretReveals(Owner, other, 1, 0) }.OrderBy(some => some.SecretId),
            _recorded.Written.OrderBy(some => some.SecretId)
        );
    }

    [Fact]
    public async Task Counts_that_could_not_be_written_are_kept_and_those_that_were_are_not_written_again()
    {
        for (var i = 0; i < 500; i++)
        {
            _counts.Note(Owner, Guid.NewGuid());
        }

        _recorded.FailsAfter = 1;
        await Assert.ThrowsAsync<StorageUnavailableException>(_counts.WriteAsync);
        _recorded.FailsAfter = int.MaxValue;
        await _counts.WriteAsync();

        Assert.Equal(500, _recorded.Written.Count);
        Assert.Equal(500, _recorded.Written.Select(some => some.SecretId).Distinct().Count());
        Assert.Equal(500, _recorded.Written.Sum(some => some.Reveals));
    }

    [Fact]
    public void Counts_are_due_after_half_a_minute()
    {
        Assert.False(_counts.AreDue);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(_counts.AreDue);

        _counts.Note(Owner, Guid.NewGuid());
        Assert.True(_counts.AreDue);
    }

    [Fact]
    public async Task Many_counts_are_due_at_once_unless_the_last_write_failed()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _counts.Note(Owner, Guid.NewGuid());
        }

        Assert.True(_counts.AreDue);

        _recorded.FailsAfter = 0;
        await Assert.ThrowsAsync<StorageUnavailableException>(_counts.WriteAsync);
        Assert.False(_counts.AreDue);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(_counts.AreDue);
    }

    [Fact]
    public async Task While_nothing_can_be_written_only_so_many_secrets_are_counted()
    {
        var first = Guid.NewGuid();
        _counts.Note(Owner, first);
        _recorded.FailsAfter = 0;
        for (var i = 0; i < RevealCounts.MaxSecrets + 7; i++)
        {
            _counts.Note(Owner, Guid.NewGuid());
            if (i % 40_000 == 0)
            {
                await Assert.ThrowsAsync<StorageUnavailableException>(_counts.WriteAsync);
            }
        }

        _counts.Note(Owner, first);
        _recorded.FailsAfter = int.MaxValue;

        Assert.Equal(8, await _counts.WriteAsync());
        Assert.Equal(0, await _counts.WriteAsync());
        Assert.Equal(RevealCounts.MaxSecrets, _recorded.Written.Count);
        Assert.Equal(2, _recorded.Written.Single(some => some.SecretId == first).Reveals);
    }

    [Fact]
    public async Task Concurrent_reveals_are_all_counted()
    {
        var secret = Guid.NewGuid();
        var revealing = Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => Parallel.For(0, 1000, _ => _counts.Note(Owner, secret))))
        );
        while (!revealing.IsCompleted)
        {
            await _counts.WriteAsync();
        }

        await revealing;
        await _counts.WriteAsync();

        Assert.Equal(4000, _recorded.Written.Sum(some => some.Reveals));
    }

    private sealed class Recorded : ISecretRevealRepository
    {
        public List<SecretReveals> Written { get; } = [];

        public int FailsAfter { get; set; } = int.MaxValue;

        public Task AddAsync(IReadOnlyList<SecretReveals> reveals)
        {
            if (FailsAfter-- <= 0)
            {
                throw new StorageUnavailableException("It fails.");
            }

            Written.AddRange(reveals);
            return Task.CompletedTask;
        }
    }

    private sealed class Clock : TimeProvider
    {
        private TimeSpan _time;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _time += by;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _time;

        public override long GetTimestamp() => _time.Ticks;
    }
}
