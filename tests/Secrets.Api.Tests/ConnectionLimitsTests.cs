using Secrets.Infrastructure;

namespace Secrets.Api.Tests;

/// <summary>Limits that the web server enforces before a request reaches the service.</summary>
public sealed class ConnectionLimitsTests : IAsyncLifetime
{
    private const string Authenticated = $"Host: secrets\r\nX-Session-API-Key: {RunningService.SessionKey}\r\nConnection: close\r\n";

    private RunningService _service = null!;

    public async Task InitializeAsync() => _service = await RunningService.StartAsync(StorageProvider.Sqlite);

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Theory]
    [InlineData(32_000, 200)]
    [InlineData(33_000, 431)]
    public async Task Headers_can_have_32_KiB(int length, int status) =>
        Assert.Equal(status, await StatusAsync($"GET /api/secrets HTTP/1.1\r\n{Authenticated}X-Long: {new string('x', length)}\r\n\r\n"));

    [Theory]
    [InlineData(97, 200)]
    [InlineData(98, 431)]
    public async Task A_request_can_have_100_headers(int more, int status) =>
        Assert.Equal(
            status,
            await StatusAsync(
                $"GET /api/secrets HTTP/1.1\r\n{Authenticated}{string.Concat(Enumerable.Range(0, more).Select(i => $"X-{i}: x\r\n"))}\r\n"
            )
        );

    [Theory]
    [InlineData(8000, 200)]
    [InlineData(8200, 414)]
    public async Task The_request_line_can_have_8_KiB(int length, int status) =>
        Assert.Equal(status, await StatusAsync($"GET /api/secrets?unknown={new string('x', length)} HTTP/1.1\r\n{Authenticated}\r\n"));

    [Fact]
    public async Task The_longest_name_fits_into_the_request_line()
    {
        var name = string.Concat(Enumerable.Repeat("😀", 255));
        Assert.Equal(200, (await _service.CreateAsync(name, "v")).Status);

        (await _service.RevealAsync(name)).IsValue("v");
    }

    [Theory]
    [InlineData("Content-Length: 1048577\r\n\r\n")]
    [InlineData("Content-Length: 40000000\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", true)]
    public async Task A_body_over_1_MiB_gets_413_with_any_framing(string rest, bool isChunked = false)
    {
        var body = isChunked ? string.Concat(Enumerable.Repeat($"10000\r\n{new string(' ', 0x10000)}\r\n", 17)) + "0\r\n\r\n" : "";
        using var connection = await RawConnection.OpenAsync(_service.BaseAddress);

        var response = await connection.SendAsync($"POST /api/secrets HTTP/1.1\r\n{Authenticated}{rest}{body}");

        Assert.StartsWith("HTTP/1.1 413 ", response, StringComparison.Ordinal);
        Assert.Contains("""{"detail":"Request body too large"}""", response, StringComparison.Ordinal);
        Assert.Contains("X-Request-ID: ", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_over_the_limit_are_closed_and_open_ones_continue()
    {
        await using var service = await RunningService.StartAsync(StorageProvider.Sqlite, "--Limits:Connections=2");
        using var first = await RawConnection.OpenAsync(service.BaseAddress);
        using var second = await RawConnection.OpenAsync(service.BaseAddress);

        using var third = await RawConnection.OpenAsync(service.BaseAddress);

        Assert.Equal("", await third.ReadAsync());
        Assert.StartsWith(
            "HTTP/1.1 200 ",
            await first.SendAsync($"GET /api/secrets HTTP/1.1\r\n{Authenticated}\r\n"),
            StringComparison.Ordinal
        );
    }

    private async Task<int> StatusAsync(string request)
    {
        using var connection = await RawConnection.OpenAsync(_service.BaseAddress);
        var response = await connection.SendAsync(request);
        return int.Parse(response.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
