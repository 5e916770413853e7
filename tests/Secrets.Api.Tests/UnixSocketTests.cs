using System.Net.Sockets;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The service on a Unix socket.</summary>
[Trait("Category", "Slow")]
public sealed class UnixSocketTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private string SocketPath => Path.Combine(_database.Folder, "s.sock");

    private (string Name, string Value) Url => ("ASPNETCORE_URLS", $"http://unix:{SocketPath}");

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_first_start_prints_its_key_and_health_uses_the_socket()
    {
        await using var service = await ServiceProcess.StartAsync(_database, Client(), Url, ("SESSION_API_KEY", ""));

        await AwaitHealthAsync(["health"], Url);
        await AwaitHealthAsync(["health", "--url", Url.Value]);
        Assert.Equal(200, (await service.SendAsync("GET", "/alive")).Status);
        var output = await service.StopAsync();
        Assert.Contains($"curl --unix-socket '{SocketPath}' -H 'X-Session-API-Key: csk_", output, StringComparison.Ordinal);
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public async Task A_stale_socket_is_replaced()
    {
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            stale.Bind(new UnixDomainSocketEndPoint(SocketPath));

            // Closing the socket would remove its file.
            File.Move(SocketPath, SocketPath + ".kept");
        }

        File.Move(SocketPath + ".kept", SocketPath);
        await using var service = await ServiceProcess.StartAsync(_database, Client(), Url);

        Assert.Equal(200, (await service.SendAsync("GET", "/ready")).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_socket_in_use_or_another_file_is_kept_and_named(bool isSocket)
    {
        using var used = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (isSocket)
        {
            used.Bind(new UnixDomainSocketEndPoint(SocketPath));
            used.Listen();
        }
        else
        {
            await File.WriteAllTextAsync(SocketPath, "other");
        }

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ServiceProcess.StartAsync(_database, Client(), Url));

        Assert.StartsWith("ASPNETCORE_URLS: cannot listen on ", failure.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(SocketPath));
        Assert.False(File.Exists(_database.KeyRingPath));
    }

    // The command times out after two seconds, which a busy machine may exceed.
    private async Task AwaitHealthAsync(string[] arguments, params (string Name, string Value)[] settings)
    {
        var health = await CommandLine.RunAsync(_database, arguments, settings);
        for (var attempt = 0; attempt < 20 && health.Errors.Contains("does not respond in time", StringComparison.Ordinal); attempt++)
        {
            health = await CommandLine.RunAsync(_database, arguments, settings);
        }

        Assert.Equal((0, "ready\n"), (health.ExitCode, health.Output));
    }

    private SocketsHttpHandler Client() =>
        new()
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
}
