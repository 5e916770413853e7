using Secrets.Domain.Audit;

namespace Secrets.Domain.Tests.Audit;

public sealed class SecretRowsTests
{
    private static readonly SecretRows Third = new(IsDeleted: false, 3, 4, OldVersions: [1, 2]);
    private static readonly SecretRows ThirdDeleted = new(IsDeleted: true, 3, 4, OldVersions: [1, 2, 3]);
    private static readonly SecretRows Nothing = new(IsDeleted: null, 0, 0, OldVersions: []);
    private static readonly SecretRows Fifth = new(IsDeleted: false, 5, 9, OldVersions: [2, 4]);

    public static TheoryData<SecretRows, SecretState?, string?> Cases =>
        new()
        {
            { Third, State(SecretLife.Current), null },
            { Third, State(SecretLife.Current) with { Revision = null }, null },
            { Third, null, null },
            { Third with { OldVersions = [2] }, State(SecretLife.Current), null },
            { Third with { OldVersions = [] }, State(SecretLife.Current), null },
            { ThirdDeleted, State(SecretLife.Deleted), null },
            { Nothing, null, null },
            { Nothing, State(SecretLife.Destroyed), null },
            { Nothing, State(SecretLife.Current), "is missing" },
            { Nothing, State(SecretLife.Deleted), "is missing" },
            { Nothing with { OldVersions = [1] }, State(SecretLife.Destroyed), "has old versions, but no row" },
            { Third, State(SecretLife.Destroyed), "was destroyed, but exists" },
            { Third, State(SecretLife.Deleted), "was deleted, but is current" },
            { ThirdDeleted, State(SecretLife.Current), "is deleted, but no event deleted it" },
            { Third, State(SecretLife.Current) with { Version = 2 }, "has version 3" },
            { Third, State(SecretLife.Current) with { Revision = 5 }, "is at revision 4" },
            { Third with { OldVersions = [1] }, State(SecretLife.Current), "lacks versions" },
            { ThirdDeleted with { OldVersions = [] }, State(SecretLife.Deleted), "lacks versions" },
            { ThirdDeleted with { OldVersions = [1, 2] }, State(SecretLife.Deleted), "lacks versions" },
            { Fifth, FifthWithout(3), null },
            { Fifth, FifthWithout(1, 3), null },
            { Fifth with { OldVersions = [2] }, FifthWithout(4, 3), null },
            { Fifth with { OldVersions = [] }, FifthWithout(4, 3, 2), null },
            { Fifth, FifthWithout(3) with { Version = null, Revision = null }, null },
            { Fifth, null, null },
            { Fifth, FifthWithout(1), "lacks versions" },
            { Fifth with { OldVersions = [4] }, FifthWithout(3), null },
            { Fifth with { OldVersions = [2] }, FifthWithout(3), "lacks versions" },
            { Fifth with { OldVersions = [2, 3, 4] }, FifthWithout(3), "has version 3 without an event: it was destroyed" },
            { Fifth with { OldVersions = [3] }, FifthWithout(3) with { Version = null, Revision = null }, "has version 3 without" },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_that_the_events_do_not_explain_are_a_fault(SecretRows rows, SecretState? state, string? fault) =>
        Assert.StartsWith(fault ?? "none", rows.FindFault(state) ?? "none", StringComparison.Ordinal);

    private static SecretState State(SecretLife life) => new(life, Version: 3, Revision: 4, Position: 9);

    private static SecretState FifthWithout(params long[] destroyed) =>
        new(SecretLife.Current, Version: 5, Revision: 9, Position: 9) { DestroyedVersions = destroyed };
}
