using System.Security.Cryptography;
using Secrets.Domain.Audit;

namespace Secrets.Domain.Tests.Audit;

public sealed class AuditBlockTests
{
    [Fact]
    public void A_block_covers_its_events_in_order()
    {
        AuditEvent[] events = [TestEvents.At(3), TestEvents.At(5)];

        var block = TestEvents.BlockOf(events);

        Assert.Equal((1, 5, 9), (block.Number, block.LastPosition, block.CreatedAt));
        Assert.Equal(events.Select(e => e.Id), block.ReadEventIds());
        Assert.Equal(
            SHA256.HashData([
                .. events.SelectMany(e =>
                    (byte[])
                        [
                            .. e.OwnerId.ToByteArray(bigEndian: true),
                            .. e.Id.ToByteArray(bigEndian: true),
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            (byte)e.Position,
                            .. e.Mac,
                        ]
                ),
            ]),
            block.Digest
        );
    }
}
