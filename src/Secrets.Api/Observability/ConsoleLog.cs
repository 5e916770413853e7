using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace Secrets.Api.Observability;

/// <summary>How logs are written: as lines of JSON in a container, readable elsewhere, unless settings say otherwise.</summary>
internal static class ConsoleLog
{
    public static void Configure(WebApplicationBuilder builder)
    {
        var isInContainer = builder.Configuration["DOTNET_RUNNING_IN_CONTAINER"] is "true" or "1";
        var formatter = builder.Configuration["Logging:Console:FormatterName"] ?? (isInContainer ? "json" : "simple");
        var isJson = formatter == "json";

        // Before all other settings, which therefore win.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(
            0,
            new MemoryConfigurationSource
            {
                InitialData =
                [
                    new("Logging:Console:FormatterOptions:IncludeScopes", $"{isJson}"),
                    new("Logging:Console:FormatterOptions:UseUtcTimestamp", $"{isJson}"),
                    new("Logging:Console:FormatterOptions:TimestampFormat", isJson ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "HH:mm:ss "),
                    new("Logging:Console:FormatterOptions:SingleLine", $"{!isJson}"),
                ],
            }
        );

        // The slim builder asks for the simple one.
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.FormatterName = formatter);

        // Its scope and its lines have the path.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }
}
