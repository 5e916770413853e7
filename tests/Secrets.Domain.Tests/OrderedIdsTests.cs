namespace Secrets.Domain.Tests;

public sealed class OrderedIdsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ids_of_one_millisecond_keep_their_order()
    {
        var source = new OrderedIds(new StoppedClock(Noon));

        var ids = Enumerable.Range(0, 10_000).Select(_ => Bytes(source.Next())).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(10_000, ids.Distinct().Count());
    }

    [Fact]
    public void Ids_keep_their_order_when_the_clock_is_set_back_a_little()
    {
        var clock = new StoppedClock(Noon);
        var source = new OrderedIds(clock);

        var before = source.Next();
        clock.Now -= OrderedIds.MaxAhead;
        var after = source.Next();

        Assert.True(string.CompareOrdinal(Bytes(before), Bytes(after)) < 0);
    }

    [Fact]
    public void Ids_follow_a_clock_that_was_set_back_far()
    {
        var clock = new StoppedClock(Noon);
        var source = new OrderedIds(clock);

        source.Next();
        clock.Now -= TimeSpan.FromHours(1);
        var ids = Enumerable.Range(0, 100).Select(_ => Bytes(source.Next())).ToList();

        Assert.Equal(clock.Now.ToUnixTimeMilliseconds(), Convert.ToInt64(ids[0][..12], 16));
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void The_first_id_of_a_time_sorts_before_all_others()
    {
        var id = Bytes(new OrderedIds(new StoppedClock(Noon)).Next());
        var time = Noon.ToUnixTimeMilliseconds();

        Assert.True(string.CompareOrdinal(Bytes(OrderedIds.First(time)), id) < 0);
        Assert.True(string.CompareOrdinal(id, Bytes(OrderedIds.First(time + 1))) < 0);
    }

    [Fact]
    public void Ids_of_many_threads_are_unique()
    {
        var source = new OrderedIds(new StoppedClock(Noon));

        var ids = Enumerable.Range(0, 20_000).AsParallel().Select(_ => source.Next()).ToList();

        Assert.Equal(20_000, ids.Select(id => Bytes(id)[..16]).Distinct().Count());
    }

    [Fact]
    public void An_id_is_a_version_7_UUID_of_its_time()
    {
        var id = new OrderedIds(new StoppedClock(Noon)).Next();

        Assert.Equal(7, id.Version);
        Assert.Equal(8, id.Variant & 0xC);
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), Convert.ToInt64(Bytes(id)[..12], 16));
    }

    private static string Bytes(Guid id) => Convert.ToHexString(id.ToByteArray(bigEndian: true));

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
