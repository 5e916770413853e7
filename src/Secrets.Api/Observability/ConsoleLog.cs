using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace Secrets.Api.Observability;

/// <summary>Configures the console log: by default JSON lines in a container, and plain text elsewhere.</summary>
internal static class ConsoleLog
{
    public static void Configure(WebApplicationBuilder builder)
    {
        var isInContainer = builder.Configuration["DOTNET_RUNNING_IN_CONTAINER"] is "true" or "1";
        var formatter = builder.Configuration["Logging:Console:FormatterName"] ?? (isInContainer ? "json" : "simple");
        var isJson = formatter == "json";

        // First in the list, so that all other settings override these.
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

        // The slim builder sets the simple formatter.
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.FormatterName = formatter);

        // Its scopes and lines contain the path, and with it names of secrets.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }
}
