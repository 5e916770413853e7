using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Serialization;
using Secrets.Application.Secrets.RevealSecret;
using Secrets.Application.Validation;
using Secrets.Domain;

namespace Secrets.Api.Responses;

/// <summary>A value as it was stored, byte for byte, or 304 if the client already has it.</summary>
/// <param name="showsDue">True to send <see cref="DueHeader"/> if the secret has a time at which it is due.</param>
internal sealed class RevealedValueResult(RevealedSecret secret, bool showsDue = false) : IActionResult
{
    /// <summary>The header with the time at which the secret is due.</summary>
    public const string DueHeader = "Secrets-Due";

    public async Task ExecuteResultAsync(ActionContext context)
    {
        using var value = secret.Value;
        var response = context.HttpContext.Response;
        response.Headers.ETag = EntityTags.Of(secret.State);
        if (showsDue && secret.DueAt is { } due)
        {
            response.Headers[DueHeader] = Rfc3339.Format(Clock.Time(due));
        }

        if (value is null)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = value.Length;
        if (!HttpMethods.IsHead(context.HttpContext.Request.Method))
        {
            await response.BodyWriter.WriteAsync(value.AsMemory(), context.HttpContext.RequestAborted);
        }
    }
}
