using Microsoft.AspNetCore.Http.HttpResults;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;

namespace Secrets.Api.Health;

/// <summary>
/// Whether the service is well, for anyone and without a reason, in the words of OpenHands' agent server. The routes end the pipeline
/// early: a key that comes along is not looked up, and nothing is counted.
/// </summary>
internal static class HealthRoutes
{
    public const string Ready = "/ready";

    private static readonly StatusResponse Ok = new("ok");

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/alive", (HttpResponse response) => Answer(response, Ok)).Describe("get_alive", "Whether the process runs");
        app.MapGet("/health", (HttpResponse response) => Answer(response, Ok))
            .Describe("get_health", "Whether the service listens, as OpenHands' clients ask");
        app.MapGet(Ready, async (HttpResponse response, ReadinessProbe probe) =>
                await probe.IsReadyAsync() ? Answer(response, new StatusResponse("ready")) : Unavailable(response)
            )
            .Describe("get_ready", "Whether the service can do its work")
            .WithDescription(
                "The database answers and has this program's schema, the key ring fits it, and the service is not about to stop. The reason is in the log."
            )
            .Produces<StatusResponse>(StatusCodes.Status503ServiceUnavailable);
    }

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string operationId, string summary)
    {
        route.ShortCircuit();
        route.Add(HeadRequests.AddTo);
        return route.WithName(operationId).WithSummary(summary).WithTags("Health").Produces<StatusResponse>();
    }

    private static JsonHttpResult<StatusResponse> Unavailable(HttpResponse response)
    {
        response.Headers.RetryAfter = "1";
        return Answer(response, new StatusResponse("unavailable"), StatusCodes.Status503ServiceUnavailable);
    }

    private static JsonHttpResult<StatusResponse> Answer(HttpResponse response, StatusResponse answer, int status = StatusCodes.Status200OK)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Json(answer, ApiJson.Web.StatusResponse, statusCode: status);
    }
}
