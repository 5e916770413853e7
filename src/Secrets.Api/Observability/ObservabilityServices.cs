using System.Diagnostics;
using Secrets.Infrastructure;

namespace Secrets.Api.Observability;

/// <summary>Adds logs, traces and metrics.</summary>
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

    /// <summary>Adds trace ids to requests, and logs a line for each request.</summary>
    public static void UseObservability(this WebApplication app)
    {
        app.Services.GetService<TraceIds>();
        app.UseMiddleware<RequestLog>();
    }
}
