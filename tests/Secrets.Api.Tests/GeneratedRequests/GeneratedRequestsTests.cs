using System.Collections.Concurrent;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;
using Xunit.Abstractions;

namespace Secrets.Api.Tests.GeneratedRequests;

/// <summary>
/// Sequences of thousands of generated requests: valid, nearly valid and hostile. No response is 5xx, each is documented,
/// and nothing that was deleted is returned. SECRETS_TEST_REQUESTS is the number of requests.
/// A failure shows its seed and the shortest sequence that fails.
/// </summary>
[Trait("Category", "Slow")]
public sealed class GeneratedRequestsTests(ITestOutputHelper output)
{
    private const int SequenceLength = 40;
    private const ulong Seed = 20261122;

    // The number of sequences at the same time, each with its own owner.
    private const int Concurrency = 4;

    private static int Requests =>
        int.Parse(Environment.GetEnvironmentVariable("SECRETS_TEST_REQUESTS") ?? "3000", CultureInfo.InvariantCulture);

    [Theory]
    [OnBothDatabases]
    public async Task Every_response_is_as_documented(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider, "--Limits:RequestsPerSecondPerKey=1000000");
        service.Log.IsOff = true;
        var document = await ApiDocument.OfAsync(service);
        var statuses = new ConcurrentDictionary<int, int>();
        var holds = Prop.ForAll(new CallGenerator(document).Sequences(SequenceLength), calls => SendAsync(calls).GetAwaiter().GetResult());
        var config = Config.QuickThrowOnFailure.WithMaxTest(
            (Requests + (SequenceLength * Concurrency) - 1) / (SequenceLength * Concurrency)
        );

        await Task.WhenAll(
            Enumerable
                .Range(0, Concurrency)
                .Select(i =>
                    Task.Factory.StartNew(
                        () => Check.One(config.WithReplay(Seed + (ulong)i, 1), holds),
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                )
        );

        output.WriteLine(
            $"{provider}: {statuses.Values.Sum()} requests: "
                + string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Value} of {status.Key}"))
        );
        Assert.Subset(statuses.Keys.ToHashSet(), new HashSet<int> { 200, 304, 400, 401, 403, 404, 412, 413, 422 });

        async Task SendAsync(Call[] calls)
        {
            var conversation = new Conversation(service, document, statuses);
            foreach (var call in calls)
            {
                await conversation.SendAsync(call);
            }

            await conversation.EndAsync();
        }
    }
}
