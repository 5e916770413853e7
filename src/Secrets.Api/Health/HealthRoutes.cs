using Microsoft.AspNetCore.Http.HttpResults;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;

namespace Secrets.Api.Health;

/// <summary>
/// Maps the health checks, which need no key and give no reason, with the words of OpenHands' agent server. They end the pipeline early: an
/// API key that is sent along is neither looked up nor counted.
/// </summary>
internal static class HealthRoutes
{
    public const string Ready = "/ready";

    private static readonly StatusResponse Ok = new("ok");

    public static void MapHealth(this RouteGroupBuilder routes)
    {
        routes.MapGet("/alive", (HttpResponse response) => Respond(response, Ok)).Describe("get_alive", "Whether the process runs");
        routes
            .MapGet("/health", (HttpResponse response) => Respond(response, Ok))
            .Describe("get_health", "Whether the service listens, as OpenHands' clients ask");
        routes
            .MapGet(Ready, async (HttpResponse response, ReadinessProbe probe) =>
                await probe.IsReadyAsync() ? Respond(response, new StatusResponse("ready")) : Unavailable(response)
            )
            .Describe("get_ready", "Whether the service can do its work")
            .WithDescription(
                "The service is ready if the database responds and has this program's schema, if the key ring matches the database, "
                    + "and unless the service is about to stop. The log has the reason."
            )
            .Produces<StatusResponse>(StatusCodes.Status503ServiceUnavailable);
    }

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string operationId, string summary)
    {
        route.ShortCircuit();
        return route.WithName(operationId).WithSummary(summary).WithTags("Health").Produces<StatusResponse>();
    }

    private static JsonHttpResult<StatusResponse> Unavailable(HttpResponse response)
    {
        response.Headers.RetryAfter = "1";
        return Respond(response, new StatusResponse("unavailable"), StatusCodes.Status503ServiceUnavailable);
    }

    private static JsonHttpResult<StatusResponse> Respond(
        HttpResponse response,
        StatusResponse status,
        int statusCode = StatusCodes.Status200OK
    )
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Json(status, ApiJson.Web.StatusResponse, statusCode: statusCode);
    }
}
