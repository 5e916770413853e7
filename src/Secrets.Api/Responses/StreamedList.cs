using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Secrets.Api.Serialization;

namespace Secrets.Api.Responses;

/// <summary>
/// An object with one list, <c>{"name":[…]}</c>, that is read and sent in pages. If a later page cannot be read, the connection is aborted.
/// </summary>
internal sealed class StreamedList<T>(string name, IAsyncEnumerable<IReadOnlyList<T>> pages, JsonTypeInfo<T> type) : ActionResult
{
    private const int MaxUnsent = 64 * 1024;

    public override async Task ExecuteResultAsync(ActionContext context)
    {
        var (response, aborted) = (context.HttpContext.Response, context.HttpContext.RequestAborted);
        await using var reader = pages.GetAsyncEnumerator(aborted);

        // The first page is read before anything is sent, so that a failure still gets an error response.
        var hasPage = await reader.MoveNextAsync();
        response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(
            response.BodyWriter,
            new JsonWriterOptions { Encoder = ApiJson.Web.Options.Encoder, SkipValidation = true }
        );
        json.WriteStartObject();
        json.WriteStartArray(name);
        for (var sent = 0L; hasPage; hasPage = await reader.MoveNextAsync())
        {
            foreach (var item in reader.Current)
            {
                JsonSerializer.Serialize(json, item, type);
                if (json.BytesCommitted + json.BytesPending - sent > MaxUnsent)
                {
                    await SendAsync();
                    sent = json.BytesCommitted;
                }
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await SendAsync();

        async Task SendAsync()
        {
            await json.FlushAsync(aborted);
            await response.BodyWriter.FlushAsync(aborted);
            aborted.ThrowIfCancellationRequested();
        }
    }
}
