using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Secrets.Api.OpenApi;

/// <summary>Builds the document once, at the first request, for OpenAPI 3.1 and 3.0.</summary>
internal sealed class ApiDocuments(DocumentGenerator generator)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _lock = new();
    private Task<(FileContentHttpResult Version31, FileContentHttpResult Version30)>? _documents;

    public async Task<FileContentHttpResult> GetVersion31Async() => (await GetAsync()).Version31;

    public async Task<FileContentHttpResult> GetVersion30Async() => (await GetAsync()).Version30;

    private static FileContentHttpResult Serve(JsonObject document, string version)
    {
        document["openapi"] = version;
        var json = JsonSerializer.SerializeToUtf8Bytes(document, Readable);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16))}\"");
        return TypedResults.Bytes(json, "application/json; charset=utf-8", entityTag: tag);
    }

    private Task<(FileContentHttpResult Version31, FileContentHttpResult Version30)> GetAsync()
    {
        lock (_lock)
        {
            return _documents = _documents is null or { IsFaulted: true } ? BuildAsync() : _documents;
        }
    }

    private async Task<(FileContentHttpResult Version31, FileContentHttpResult Version30)> BuildAsync()
    {
        var document = await generator.GenerateAsync();
        Examples.AddTo(document);
        PublishedContract.AddTo(document);
        var older = document.DeepClone().AsObject();
        SchemaVersions.ToVersion31(document);
        SchemaVersions.ToVersion30(older);
        return (Serve(document, "3.1.1"), Serve(older, "3.0.4"));
    }
}
