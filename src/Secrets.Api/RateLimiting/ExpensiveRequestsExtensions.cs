namespace Secrets.Api.RateLimiting;

internal static class ExpensiveRequestsExtensions
{
    /// <inheritdoc cref="ExpensiveRequests.TryEnterAsync"/>
    public static Task<bool> TryEnterAsync(this HttpContext context) =>
        context.RequestServices.GetRequiredService<ExpensiveRequests>().TryEnterAsync(context);
}
