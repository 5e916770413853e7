using Secrets.Infrastructure.KeyRing;

namespace Secrets.Infrastructure.Tests.Encryption;

public sealed class KeyRingFileTests : IDisposable
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string NoRing = "'PATH' is not a key ring.";
    private const string NoActiveKey = "'PATH' lacks its active key.";
    private const string BadKey = "'PATH' has a key with a wrong length, a malformed id or an id that is there twice.";

    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-test-").FullName;

    private string RingPath => Path.Combine(_folder, "made", "keyring.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Only_its_owner_can_read_a_new_ring()
    {
        using var created = new KeyRingFile(RingPath).Create();

        using var read = new KeyRingFile(RingPath).Read();
        Assert.Equal(created.Active.Id, read.Active.Id);
        Assert.Equal(created.Active.Bytes, read.Active.Bytes);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(RingPath));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.GetDirectoryName(RingPath)!)
            );
        }

        Assert.Equal([RingPath], Directory.GetFiles(Path.GetDirectoryName(RingPath)!));
    }

    [Fact]
    public async Task Processes_that_create_the_ring_at_once_agree_on_one()
    {
        for (var i = 0; i < 50; i++)
        {
            var path = $"{RingPath}.{i}";
            using var together = new Barrier(4);
            var rings = await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(_ =>
                        Task.Factory.StartNew(
                            () =>
                            {
                                together.SignalAndWait();
                                return new KeyRingFile(path).Create();
                            },
                            CancellationToken.None,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        )
                    )
            );

            Assert.Single(rings.Select(ring => ring.Active.Id).Distinct());
            Assert.Single(rings.Select(ring => Convert.ToHexString(ring.Active.Bytes)).Distinct());
        }
    }

    [Fact]
    public void A_ring_with_several_keys_has_one_active_key()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(RingPath)!);
        File.WriteAllText(
            RingPath,
            """{"version":1,"active":"00000000000000ff","keys":"""
                + $$"""[{"id":"0000000000000001","key":"{{Key}}"},{"id":"00000000000000ff","key":"{{Key}}"}]}"""
        );

        using var ring = new KeyRingFile(RingPath).Read();

        Assert.Equal("00000000000000ff", ring.Active.Id.ToString());
        Assert.Equal(2, ring.Keys.Count);
    }

    [Fact]
    public void The_creation_time_of_a_key_is_stored_and_may_be_absent()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(RingPath)!);
        File.WriteAllText(
            RingPath,
            """{"version":1,"active":"0000000000000001","keys":"""
                + $$"""[{"id":"0000000000000001","key":"{{Key}}"},"""
                + $$"""{"id":"0000000000000002","key":"{{Key}}","made_at":"2026-01-31T12:00:00Z"}]}"""
        );
        var file = new KeyRingFile(RingPath);
        var before = DateTimeOffset.UtcNow;

        var added = file.Add();

        using var ring = file.Read();
        Assert.Null(ring.CreatedAt);
        Assert.Equal(
            new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
            ring.Keys.Values.Single(key => $"{key.Id}" == "0000000000000002").CreatedAt
        );
        file.Activate(added);
        using var promoted = file.Read();
        Assert.InRange(promoted.CreatedAt!.Value, before, DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("", NoRing)]
    [InlineData("not json", NoRing)]
    [InlineData("[]", NoRing)]
    [InlineData("{}", NoRing)]
    [InlineData(
        """{"version":2,"active":"0000000000000001","keys":[{"id":"0000000000000001","key":"KEY"}]}""",
        "'PATH' is a key ring of a version that this program does not know."
    )]
    [InlineData("""{"version":1,"active":"0000000000000002","keys":[{"id":"0000000000000001","key":"KEY"}]}""", NoActiveKey)]
    [InlineData("""{"version":1,"active":"0000000000000001","keys":[]}""", NoActiveKey)]
    [InlineData("""{"version":1,"active":"0000000000000001","keys":[{"id":"0000000000000001","key":"AAAA"}]}""", BadKey)]
    [InlineData("""{"version":1,"active":"0000000000000001","keys":[{"id":"0000000000000001","key":"LONG"}]}""", BadKey)]
    [InlineData("""{"version":1,"active":"0000000000000001","keys":[{"id":"0000000000000001","key":"LONGAAAA"}]}""", NoRing)]
    [InlineData("""{"version":1,"active":"0000000000000001","keys":[{"id":"0000000000000001","key":"!"}]}""", NoRing)]
    [InlineData("""{"version":1,"active":"1","keys":[{"id":"1","key":"KEY"}]}""", BadKey)]
    [InlineData(
        """{"version":1,"active":"0000000000000001","keys":[{"id":"0000000000000001","key":"KEY"},"""
            + """{"id":"0000000000000001","key":"KEY"}]}""",
        BadKey
    )]
    [InlineData("""{"version":1,"active":"0000000000000001","keys":[{"id":"0000000000000001","key":7}]}""", NoRing)]
    [InlineData(
        """{"version":1,"active":"0000000000000001","keys":[{"id":"0000000000000001","key":"KEY","made_at":"yesterday"}]}""",
        NoRing
    )]
    public void The_refusal_of_a_malformed_ring_names_its_setting_and_contains_no_key(string content, string problem)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(RingPath)!);
        File.WriteAllText(
            RingPath,
            content.Replace("KEY", Key, StringComparison.Ordinal).Replace("LONG", new string('A', 256), StringComparison.Ordinal)
        );

        var refusal = Assert.Throws<SettingException>(() => new KeyRingFile(RingPath).Read());

        Assert.Equal("Encryption__KeyRingPath: " + problem.Replace("PATH", RingPath, StringComparison.Ordinal), refusal.Message);
        Assert.DoesNotContain(Key, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_keys_that_are_not_active_can_be_removed()
    {
        var file = new KeyRingFile(RingPath);
        using var created = file.Create();
        var added = file.Add();

        file.Remove(created.Active.Id);
        using var unchanged = file.Read();
        file.Remove(added);
        using var changed = file.Read();

        Assert.Equal(2, unchanged.Keys.Count);
        Assert.Equal([created.Active.Id], changed.Keys.Keys);
    }

    [Fact]
    public void A_failure_of_the_file_system_names_the_setting()
    {
        File.WriteAllText(Path.GetDirectoryName(RingPath)!, "a file in the place of the folder");
        var file = new KeyRingFile(RingPath);

        var created = Assert.Throws<SettingException>(file.Create);
        var read = Assert.Throws<SettingException>(file.Read);

        Assert.StartsWith($"Encryption__KeyRingPath: cannot create the key ring '{RingPath}': ", created.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Encryption__KeyRingPath: cannot read the key ring '{RingPath}': ", read.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".new", true)]
    [InlineData(".0123456789abcdef0123456789abcdef", true)]
    [InlineData(".0123456789abcdef0123456789abcdef.new", true)]
    [InlineData(".bak", false)]
    [InlineData(".2026-11-22", false)]
    public void Temporary_files_of_an_interrupted_change_are_deleted_and_copies_stay(string name, bool isLeftover)
    {
        var file = new KeyRingFile(RingPath);
        using var ring = file.Create();
        File.Copy(RingPath, RingPath + name);

        file.Add();

        Assert.Equal(!isLeftover, File.Exists(RingPath + name));
    }

    [Fact]
    public void A_failed_creation_leaves_no_file()
    {
        Directory.CreateDirectory(RingPath);

        Assert.Throws<SettingException>(new KeyRingFile(RingPath).Create);

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(RingPath)!));
    }
}
