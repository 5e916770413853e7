using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Serialization;
using Secrets.Application.Secrets.RevealSecret;

namespace Secrets.Api.Responses;

/// <summary>A value as it was stored, byte for byte, or 304 if the client already has it.</summary>
internal sealed class RevealedValueResult(RevealedSecret secret) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        using var value = secret.Value;
        var response = context.HttpContext.Response;
        response.Headers.ETag = EntityTags.Of(secret.State);
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
