using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Secrets.Api.OpenApi;

/// <summary>Serves the document, which is built once, whatever the query says.</summary>
internal sealed class DocumentBytes([FromKeyedServices("v1")] IOpenApiDocumentProvider document)
{
    private readonly Lock _lock = new();
    private Task<FileContentHttpResult>? _result;

    public Task<FileContentHttpResult> GetAsync()
    {
        lock (_lock)
        {
            return _result = _result is null or { IsFaulted: true } ? BuildAsync() : _result;
        }
    }

    private async Task<FileContentHttpResult> BuildAsync()
    {
        var built = await document.GetOpenApiDocumentAsync(CancellationToken.None);
        var json = Encoding.UTF8.GetBytes(await built.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None));
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16))}\"");
        return TypedResults.Bytes(json, "application/json; charset=utf-8", entityTag: tag);
    }
}
