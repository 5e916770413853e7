using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>The program as it serves: a process of its own on a loopback port, whose output is kept.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

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

    /// <param name="handler">What requests are sent with, where it matters.</param>
    public static async Task<ServiceProcess> StartAsync(
        TestDatabase database,
        HttpMessageHandler? handler,
        params (string Name, string Value)[] settings
    )
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = database.Folder,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Storage__Provider"] = $"{database.Provider}";
        start.Environment["ConnectionStrings__Secrets"] = database.ConnectionString;
        start.Environment["Encryption__KeyRingPath"] = database.KeyRingPath;
        start.Environment["SESSION_API_KEY"] = RunningService.Key;
        start.Environment["Limits__DrainSeconds"] = "0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var service = new ServiceProcess(Process.Start(start)!, handler);
        await service.ReadUntilAsync("Application started");
        var address = ListeningLine().Match(service._output).Groups["url"].Value;
        service._client.BaseAddress = new Uri(address.Contains("unix:", StringComparison.Ordinal) ? "http://localhost" : address);
        return service;
    }

    public async Task<(int Status, string Body, string Headers)> SendAsync(
        string method,
        string path,
        string? body = null,
        string? key = RunningService.Key,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
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

    /// <summary>What it has mapped into its memory, such as libraries.</summary>
    public Task<string> LoadedAsync() => File.ReadAllTextAsync($"/proc/{_process.Id}/maps");

    /// <summary>Reads its output up to a line with this text.</summary>
    public async Task ReadUntilAsync(string text)
    {
        while (!_output.Contains(text, StringComparison.Ordinal))
        {
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(LongestWait);
            _output += (line ?? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync())) + "\n";
        }
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it as an operator does.</summary>
    /// <returns>All that it wrote to standard output.</returns>
    public async Task<string> StopAsync()
    {
        await SignalAsync("TERM");
        var rest = await _process.StandardOutput.ReadToEndAsync().WaitAsync(LongestWait);
        await _process.WaitForExitAsync().WaitAsync(LongestWait);
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
