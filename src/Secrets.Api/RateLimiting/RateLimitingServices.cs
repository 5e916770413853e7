using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Secrets.Api.Authentication;
using Secrets.Api.Configuration;

namespace Secrets.Api.RateLimiting;

internal static class RateLimitingServices
{
    /// <summary>Adds the limits of requests per key, of expensive requests and of failed authentications.</summary>
    public static IServiceCollection AddRateLimiting(this IServiceCollection services, RequestLimits limits)
    {
        services
            .AddSingleton(limits.FailedAuthentications)
            .AddSingleton<FailedAuthentications>()
            .AddSingleton(limits.Timeouts)
            .AddSingleton(services => new ExpensiveRequests(
                limits.Timeouts.Expensive,
                limits.ExpensiveRequestsPerKey,
                services.GetRequiredService<TimeProvider>()
            ));
        services.AddRateLimiter(options => options.RejectionStatusCode = StatusCodes.Status429TooManyRequests);
        services
            .AddOptions<RateLimiterOptions>()
            .Configure<TimeProvider>(
                (options, time) =>
                    options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, Guid>(context =>
                        context.User.Identity is ApiKeyIdentity identity
                            ? RateLimitPartition.Get(identity.Caller.KeyId, _ => new TokenBucket(
                                limits.RequestsPerSecondPerKey,
                                limits.RequestsPerSecondPerKey,
                                time
                            ))
                            : RateLimitPartition.GetNoLimiter(Guid.Empty)
                    )
            );
        return services;
    }
}
