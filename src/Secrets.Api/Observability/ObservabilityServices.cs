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
        builder.Services.AddSingleton<DistributedContextPropagator, TraceParent>();
        if (builder.Configuration.HasOtlpEndpoint())
        {
            Telemetry.AddTo(builder);
        }
        else
        {
            builder.Services.AddSingleton<TraceIds>();
        }
    }

    /// <summary>Gives requests their trace ids, and writes a line for each from here on.</summary>
    public static void UseObservability(this WebApplication app)
    {
        app.Services.GetService<TraceIds>();
        app.UseMiddleware<RequestLog>();
    }
}
