using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Secrets.Api.Tests;

/// <summary>Captures every line that the service logs, at every level, with exceptions.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    private event Action<string>? Logged;

    public string Text => string.Join('\n', _lines);

    /// <summary>The last lines, for the message of an assertion.</summary>
    public string End => string.Join('\n', _lines.TakeLast(40));

    /// <summary>Makes this the only logger of the service, at every level.</summary>
    public void TakeAll(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddProvider(this);
        builder.Services.PostConfigure<LoggerFilterOptions>(options =>
        {
            options.Rules.Clear();
            options.MinLevel = LogLevel.Trace;
        });
    }

    /// <summary>True to log nothing, for tests that would log too much.</summary>
    public bool IsOff { get; set; }

    /// <summary>Completes when a line with this text has been logged.</summary>
    public Task WaitForAsync(string text)
    {
        var logged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Logged += line =>
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                logged.TrySetResult();
            }
        };
        return Text.Contains(text, StringComparison.Ordinal) ? Task.CompletedTask : logged.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

    public void Dispose() { }

    private void Add(string line)
    {
        _lines.Enqueue(line);
        Logged?.Invoke(line);
    }

    private sealed class Logger(string category, LogCapture capture) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            capture.Add($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => !capture.IsOff;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => capture.Add($"{category} {logLevel} {formatter(state, exception)} {exception}");
    }
}
