using System.Net.Sockets;
using System.Text;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Signals to a process of the service.</summary>
[Trait("Category", "Slow")]
public sealed class StoppingTests
{
    private const string Head =
        $"POST /api/secrets HTTP/1.1\r\nHost: h\r\nX-Session-API-Key: {RunningService.SessionKey}\r\nContent-Type: application/json\r\n";
    private const string Body = """{"name":"slow","value":"v"}""";

    [Theory]
    [InlineData("Content-Length: 27\r\n\r\n{\"name\":", "\"slow\",\"value\":\"v\"}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n8\r\n{\"name\":\r\n", "13\r\n\"slow\",\"value\":\"v\"}\r\n0\r\n\r\n")]
    public async Task A_body_that_arrives_after_the_signal_to_stop_is_served(string begin, string rest)
    {
        Assert.Equal(27, Body.Length);
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var service = await ServiceProcess.StartAsync(database);
        using var client = new TcpClient(service.Address.Host, service.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Head + begin));

        // By its response the service has read the head of the first request.
        await service.SendAsync("GET", "/api/secrets");
        var stopped = service.StopAsync();
        while (await ConnectsAsync(service.Address))
        {
            await Task.Delay(10);
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(rest));
        using var reader = new StreamReader(stream);

        Assert.Contains("HTTP/1.1 200 OK", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        await stopped;
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM secrets WHERE name = 'slow'"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_request_in_progress_at_the_signal_is_finished_and_no_new_connection_is_accepted(StorageProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var service = await ServiceProcess.StartAsync(database);
        using var client = new TcpClient(service.Address.Host, service.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head}Content-Length: {Body.Length}\r\nExpect: 100-continue\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());

        var stopped = service.StopAsync();
        while (await ConnectsAsync(service.Address))
        {
            await Task.Delay(10);
        }

        Assert.False(stopped.IsCompleted);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Body));
        Assert.Contains("HTTP/1.1 200 OK", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        await stopped;
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM secrets WHERE name = 'slow'"));
    }

    [Theory]
    [InlineData("GET /alive HTTP/1.1\r\nHost:")]
    [InlineData("GET /alive HT")]
    [InlineData("")]
    public async Task A_connection_without_a_request_does_not_delay_the_stop(string sent)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var service = await ServiceProcess.StartAsync(database);
        using var client = new TcpClient(service.Address.Host, service.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent));
        await service.SendAsync("GET", "/api/secrets");

        // The exit code is 0 only if the process ends within the time for open requests.
        await service.StopAsync().WaitAsync(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task The_service_keeps_listening_for_a_while_after_the_signal_but_is_not_ready()
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var service = await ServiceProcess.StartAsync(database, ("Limits__DrainSeconds", "3"));
        Assert.Equal(200, (await service.SendAsync("GET", "/ready")).Status);

        var stopped = service.StopAsync();
        while ((await service.SendAsync("GET", "/ready")).Status == 200)
        {
            await Task.Delay(10);
        }

        var (status, _, headers) = await service.SendAsync("GET", "/api/secrets");
        Assert.Equal(200, status);
        Assert.Contains("Connection: close", headers, StringComparison.Ordinal);
        Assert.False(stopped.IsCompleted);
        await stopped;
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    public async Task Signals_to_reopen_files_do_not_stop_the_service(string signal)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var service = await ServiceProcess.StartAsync(database);

        await service.SignalAsync(signal);

        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets")).Status);
        await service.StopAsync();
    }

    private static async Task<bool> ConnectsAsync(Uri url)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(url.Host, url.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
