using BenchmarkDotNet.Attributes;
using Secrets.Infrastructure.Encryption;

namespace Secrets.Bench;

/// <summary>Seals and opens a value.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class EnvelopeBenchmarks
{
    private static readonly EnvelopeCipher Cipher = new("value");

    private readonly SymmetricKey _key = SymmetricKey.Generate();
    private readonly EnvelopeContext _context = new(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Version: 1, "GITHUB_TOKEN", "value");
    private byte[] _value = [];
    private byte[] _envelope = [];

    [Params(40, 4096, 65536)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _value = new byte[Bytes];
        _envelope = Seal();
    }

    [Benchmark]
    public byte[] Seal() => Cipher.Encrypt(_key, _context, _value);

    [Benchmark]
    public byte[] Open() => Cipher.Decrypt(_key, _context, _envelope);
}
