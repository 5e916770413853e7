using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The service as a process of its own on a loopback port, whose output is kept.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan OutputTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly HttpClient _client;
    private string _output = "";

    private ServiceProcess(Process process, HttpMessageHandler? handler)
    {
        _process = process;
        _client = new HttpClient(handler ?? new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null });
    }

    public Uri Address => _client.BaseAddress!;

    public static Task<ServiceProcess> StartAsync(TestDatabase database, params (string Name, string Value)[] settings) =>
        StartAsync(database, handler: null, settings);

    /// <param name="handler">Sends the requests, if given.</param>
    public static Task<ServiceProcess> StartAsync(
        TestDatabase database,
        HttpMessageHandler? handler,
        params (string Name, string Value)[] settings
    ) => StartAsync(database.Folder, handler, [.. database.Settings, ("SESSION_API_KEY", RunningService.SessionKey), .. settings]);

    /// <summary>Starts the service in a folder, with these settings only, and waits until it listens.</summary>
    public static async Task<ServiceProcess> StartAsync(
        string folder,
        HttpMessageHandler? handler,
        params (string Name, string Value)[] settings
    )
    {
        var process = ProgramProcess.Start(
            folder,
            [],
            [("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Limits__DrainSeconds", "0"), .. settings]
        );
        var service = new ServiceProcess(process, handler);
        var output = await service.ReadUntilAsync("Application started");
        var address = ListeningLine().Match(output).Groups["url"].Value;
        service._client.BaseAddress = new Uri(address.Contains("unix:", StringComparison.Ordinal) ? "http://localhost" : address);
        return service;
    }

    public async Task<(int Status, string Body, string Headers)> SendAsync(
        string method,
        string path,
        string? body = null,
        string? key = RunningService.SessionKey,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue(RunningService.TypeOf(path))),
        };
        if (key is not null)
        {
            request.Headers.Add("X-Session-API-Key", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), $"{response.Headers}");
    }

    /// <summary>Returns the libraries and other files that the process has mapped into its memory.</summary>
    public Task<string> ReadMappedFilesAsync() => File.ReadAllTextAsync($"/proc/{_process.Id}/maps");

    /// <summary>Returns the output up to a line with this text.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        while (!_output.Contains(text, StringComparison.Ordinal))
        {
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(OutputTimeout);
            _output += (line ?? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync())) + "\n";
        }

        return _output;
    }

    public Task SignalAsync(string signal) => ProgramProcess.SignalAsync(_process, signal);

    /// <summary>Stops the service with SIGTERM, as an operator does.</summary>
    /// <returns>All that it wrote to standard output.</returns>
    public async Task<string> StopAsync()
    {
        await SignalAsync("TERM");
        var rest = await _process.StandardOutput.ReadToEndAsync().WaitAsync(OutputTimeout);
        await _process.WaitForExitAsync().WaitAsync(OutputTimeout);
        Assert.Equal(0, _process.ExitCode);
        return _output + rest;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex("Now listening on: (?<url>http[^\"\\s]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ListeningLine();
}
