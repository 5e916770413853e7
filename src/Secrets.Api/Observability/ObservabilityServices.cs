using System.Diagnostics;
using Secrets.Infrastructure;

namespace Secrets.Api.Observability;

/// <summary>Logs, traces and metrics, as the settings say.</summary>
internal static class ObservabilityServices
{
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static void AddObservability(this WebApplicationBuilder builder)
    {
        ConsoleLog.Configure(builder);
        builder.Services.AddSingleton<TraceIds>().AddSingleton<DistributedContextPropagator, TraceParent>();
        if (builder.Configuration.HasReceiver())
        {
            builder.Services.AddHostedService<Telemetry>();
        }
    }

    /// <summary>Gives requests their trace ids, and writes a line for each from here on.</summary>
    public static void UseObservability(this WebApplication app)
    {
        app.Services.GetRequiredService<TraceIds>();
        app.UseMiddleware<RequestLog>();
    }
}
