using System.Buffers;
using System.IO.Pipelines;
using System.Net.Mime;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Formatters;
using Secrets.Api.Errors;
using Secrets.Api.RateLimiting;
using Secrets.Api.Requests;
using Secrets.Application.SecretFiles;
using Secrets.Application.Secrets.ImportSecrets;
using Secrets.Application.Validation;

namespace Secrets.Api.Serialization;

/// <summary>
/// Reads request bodies like FastAPI: as JSON if the content type is absent, application/json or application/*+json. Any other content
/// type is not an object. A file with secrets has the format of its content type, which is that of a .env file if it is unknown.
/// </summary>
internal sealed class RequestBodyFormatter : IInputFormatter, IApiRequestFormatMetadataProvider
{
    /// <summary>
    /// The maximum length of a body, in bytes. The web server's own limit is higher: it does not read what it refuses, and a client that
    /// is still sending may then see a broken connection instead of the response.
    /// </summary>
    private const int MaxLength = 1024 * 1024;

    /// <summary>Longer bodies, and those of unknown length, need the permit of an expensive request.</summary>
    private const int MaxCheapLength = 128 * 1024;

    private const string MergePatch = "application/merge-patch+json";

    public bool CanRead(InputFormatterContext context) => true;

    public async Task<InputFormatterResult> ReadAsync(InputFormatterContext context)
    {
        var request = context.HttpContext.Request;
        if (request.ContentLength > MaxLength)
        {
            return Refuse(context, StatusCodes.Status413PayloadTooLarge);
        }

        if (request.ContentLength is null or > MaxCheapLength && !await ExpensiveRequests.TryEnterAsync(context.HttpContext))
        {
            return Refuse(context, StatusCodes.Status429TooManyRequests);
        }

        ReadResult body;
        try
        {
            var reading = request.BodyReader.ReadAtLeastAsync(MaxLength + 1, context.HttpContext.RequestAborted);
            body = reading.IsCompleted ? await reading : await ReadWithTimeoutAsync(context.HttpContext, reading);
            if (body.IsCanceled && context.HttpContext.Features.Get<Deadline>() is null)
            {
                body = await ReadWithTimeoutAsync(context.HttpContext, new ValueTask<ReadResult>(body));
            }
        }
        catch (BadHttpRequestException e)
        {
            return Refuse(context, e.StatusCode);
        }
        catch (IOException)
        {
            // Invalid chunks, or a broken connection.
            return Refuse(context, StatusCodes.Status400BadRequest);
        }
        catch (OperationCanceledException)
        {
            return Refuse(context, StatusCodes.Status503ServiceUnavailable);
        }

        object? model;
        try
        {
            if (StatusOf(context.HttpContext, body) is { } status)
            {
                return Refuse(context, status);
            }

            model = Parse(body.Buffer, request.ContentType, context.ModelType);
        }
        finally
        {
            request.BodyReader.AdvanceTo(body.Buffer.End);
        }

        if (model is IDisposable disposable)
        {
            context.HttpContext.Response.RegisterForDispose(disposable);
        }

        return await InputFormatterResult.SuccessAsync(model);
    }

    public IReadOnlyList<string> GetSupportedContentTypes(string? contentType, Type objectType) =>
        objectType == typeof(SecretFile)
            ? [MediaTypeNames.Text.Plain, MediaTypeNames.Application.Json, MediaTypeNames.Application.Yaml]
        : objectType == typeof(PatchMetadataRequest) ? [MergePatch]
        : [MediaTypeNames.Application.Json];

    private static int? StatusOf(HttpContext context, in ReadResult body)
    {
        if (body.IsCanceled && context.Features.Get<Deadline>() is { HasPassed: true })
        {
            context.Response.Headers.Connection = "close";
            return StatusCodes.Status408RequestTimeout;
        }

        // Reading ends early when the server shuts down, and the incomplete body may look complete.
        return body.Buffer.Length > MaxLength ? StatusCodes.Status413PayloadTooLarge
            : body.IsCompleted ? null
            : StatusCodes.Status503ServiceUnavailable;
    }

    // The web server only bounds the rate of a body, so that a large one could take an hour.
    private static async Task<ReadResult> ReadWithTimeoutAsync(HttpContext context, ValueTask<ReadResult> reading)
    {
        var services = context.RequestServices;
        using var deadline = new Deadline(
            services.GetRequiredService<RequestTimeouts>().Body,
            services.GetRequiredService<TimeProvider>(),
            context.Request.BodyReader.CancelPendingRead
        );
        context.Features.Set(deadline);
        var body = await reading;
        while (body.IsCanceled && !deadline.HasPassed)
        {
            // The service stops, which cancels a pending read. The rest of the body is still accepted.
            context.Request.BodyReader.AdvanceTo(body.Buffer.Start, body.Buffer.End);
            body = await context.Request.BodyReader.ReadAtLeastAsync(MaxLength + 1, context.RequestAborted);
        }

        return body;
    }

    // An exception would cost more than the rest of such a request.
    private static InputFormatterResult Refuse(InputFormatterContext context, int status)
    {
        context.HttpContext.Features.Set(new UnreadBody(status));
        return InputFormatterResult.Failure();
    }

    private static object? Parse(in ReadOnlySequence<byte> body, string? contentType, Type model)
    {
        if (body.IsSingleSegment)
        {
            return Parse(body.FirstSpan, contentType, model);
        }

        var length = (int)body.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(copy);
            return Parse(copy.AsSpan(0, length), contentType, model);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy, clearArray: true);
        }
    }

    private static object? Parse(ReadOnlySpan<byte> body, string? contentType, Type model)
    {
        if (model == typeof(SecretFile))
        {
            return IsForm(contentType)
                ? throw FormRefused()
                : SecretFile.Parse(body, FormatOf(contentType), ImportSecretsCommand.MaxEntries);
        }

        var type = ApiJson.Web.GetTypeInfo(model) ?? throw new InvalidOperationException($"{model} is not in {nameof(ApiJson)}.");
        if (body.IsEmpty)
        {
            return model.IsAssignableTo(typeof(IOptionalBody)) ? JsonBody.Parse("{}"u8, type) : throw JsonBody.Missing();
        }

        return IsJson(contentType) ? JsonBody.Parse(body, type) : throw JsonBody.NotAnObject();
    }

    private static ImportFormat FormatOf(string? contentType) =>
        TypeOf(contentType).ToString().ToLowerInvariant() switch
        {
            "application/yaml" or "application/x-yaml" or "text/yaml" or "text/x-yaml" => ImportFormat.Yaml,
            not "" when IsJson(contentType) => ImportFormat.Json,
            _ => ImportFormat.Env,
        };

    // curl -d sends a file as a form, without its line breaks.
    private static bool IsForm(string? contentType) =>
        TypeOf(contentType) is var type
        && (
            type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
        );

    private static InvalidRequestException FormRefused() =>
        new(
            new RequestFailure(
                ["header", "content-type"],
                "A form is not a .env file: send the file itself as text/plain, "
                    + "with curl by --data-binary @FILE -H 'Content-Type: text/plain'",
                "content_type"
            )
        );

    // The content type without its parameters, as Python's email package parses it.
    private static bool IsJson(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return true;
        }

        var type = TypeOf(contentType);
        return type.Count('/') == 1
            && type.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
            && (type.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
    }

    private static ReadOnlySpan<char> TypeOf(string? contentType)
    {
        var type = contentType.AsSpan();
        return type[..(type.IndexOf(';') is var end and >= 0 ? end : type.Length)].Trim();
    }
}
