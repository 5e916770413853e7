using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Secrets.Api.Tests;

/// <summary>
/// Encrypt and Decrypt of AWS KMS over its HTTP protocol, on a loopback port. The keys really encrypt:
/// <c>key [16] | nonce [12] | ciphertext | tag [16]</c>, with the encryption context authenticated. Tests choose its faults.
/// </summary>
internal sealed class KmsDouble : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, KmsDoubleKey> _keys = new();
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<byte[]> _plaintexts = new();
    private (KmsFault Fault, int Times) _failing;

    static KmsDouble()
    {
        Environment.SetEnvironmentVariable("AWS_REGION", "eu-central-1");
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIATEST");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "of-the-tests");
    }

    private KmsDouble(WebApplication app) => _app = app;

    public string Endpoint => _app.Urls.Single();

    /// <summary>The requested operations, including refused ones.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>The types of the returned errors.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>The plaintexts of all Encrypt requests.</summary>
    public IReadOnlyList<byte[]> Plaintexts => [.. _plaintexts];

    public static async Task<KmsDouble> StartAsync(params string[] keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var kms = new KmsDouble(app);
        app.MapPost("/", kms.RespondAsync);
        Array.ForEach(keys, kms.CreateKey);
        await app.StartAsync();
        return kms;
    }

    /// <summary>Creates a key with this name, which replaces one that has it.</summary>
    public void CreateKey(string name) => _keys[name] = new KmsDoubleKey(Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));

    public void Fail(KmsFault fault, int times = int.MaxValue) => _failing = (fault, times);

    public void Heal() => _failing = default;

    /// <summary>Refuses connections from now on.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task RespondAsync(HttpContext context)
    {
        var operation = context.Request.Headers["X-Amz-Target"].ToString();
        _calls.Enqueue(operation["TrentService.".Length..]);
        using var request = await JsonDocument.ParseAsync(context.Request.Body);
        var (fault, times) = _failing;
        if (times-- > 0)
        {
            _failing = (fault, times);
            await RespondAsync(context, fault, request.RootElement);
            return;
        }

        try
        {
            await WriteAsync(
                context,
                200,
                operation == "TrentService.Encrypt" ? Encrypt(request.RootElement) : Decrypt(request.RootElement)
            );
        }
        catch (KmsRefusal e)
        {
            await RefuseAsync(context, 400, e.Type);
        }
    }

    private async Task RespondAsync(HttpContext context, KmsFault fault, JsonElement request)
    {
        switch (fault)
        {
            case KmsFault.Throttled:
                await RefuseAsync(context, 400, "ThrottlingException");
                break;
            case KmsFault.Denied:
                await RefuseAsync(context, 400, "AccessDeniedException");
                break;
            case KmsFault.Broken:
                await RefuseAsync(context, 500, "KMSInternalException");
                break;
            case KmsFault.Hangs:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            default:
                await WriteAsync(context, 200, Decrypt(request)[..^1] + "!");
                break;
        }
    }

    private string Encrypt(JsonElement request)
    {
        var key = Find(request);
        var plaintext = request.GetProperty("Plaintext").GetBytesFromBase64();
        _plaintexts.Enqueue(plaintext);
        var blob = new byte[16 + 12 + plaintext.Length + 16];
        key.Id.TryWriteBytes(blob);
        RandomNumberGenerator.Fill(blob.AsSpan(16, 12));
        using var gcm = new AesGcm(key.Bytes, 16);
        gcm.Encrypt(blob.AsSpan(16, 12), plaintext, blob.AsSpan(28, plaintext.Length), blob.AsSpan()[^16..], ContextOf(request));
        return JsonSerializer.Serialize(
            new
            {
                CiphertextBlob = blob,
                KeyId = NameOf(key),
                EncryptionAlgorithm = "SYMMETRIC_DEFAULT",
            }
        );
    }

    private string Decrypt(JsonElement request)
    {
        var key = Find(request);
        var blob = request.GetProperty("CiphertextBlob").GetBytesFromBase64();
        if (blob.Length < 44 || !_keys.Values.Any(known => known.Id == new Guid(blob.AsSpan(0, 16))))
        {
            throw new KmsRefusal("InvalidCiphertextException");
        }

        if (new Guid(blob.AsSpan(0, 16)) != key.Id)
        {
            throw new KmsRefusal("IncorrectKeyException");
        }

        var plaintext = new byte[blob.Length - 44];
        try
        {
            using var gcm = new AesGcm(key.Bytes, 16);
            gcm.Decrypt(blob.AsSpan(16, 12), blob.AsSpan(28, plaintext.Length), blob.AsSpan()[^16..], plaintext, ContextOf(request));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new KmsRefusal("InvalidCiphertextException");
        }

        return JsonSerializer.Serialize(
            new
            {
                KeyId = NameOf(key),
                Plaintext = plaintext,
                EncryptionAlgorithm = "SYMMETRIC_DEFAULT",
            }
        );
    }

    private KmsDoubleKey Find(JsonElement request) =>
        _keys.GetValueOrDefault(request.GetProperty("KeyId").GetString()!) ?? throw new KmsRefusal("NotFoundException");

    private static string NameOf(KmsDoubleKey key) => $"arn:aws:kms:eu-central-1:111122223333:key/{key.Id}";

    // The pairs sorted by name, each text preceded by its length.
    private static byte[] ContextOf(JsonElement request)
    {
        using var bytes = new MemoryStream();
        foreach (var pair in request.GetProperty("EncryptionContext").EnumerateObject().OrderBy(pair => pair.Name, StringComparer.Ordinal))
        {
            foreach (var text in new[] { pair.Name, pair.Value.GetString()! })
            {
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, Encoding.UTF8.GetByteCount(text));
                bytes.Write(length);
                bytes.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    private Task RefuseAsync(HttpContext context, int status, string type)
    {
        _errors.Enqueue(type);
        return WriteAsync(context, status, JsonSerializer.Serialize(new { __type = type, message = "Refused by the double." }));
    }

    private static Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        return context.Response.WriteAsync(json);
    }

    private sealed record KmsDoubleKey(Guid Id, byte[] Bytes);

    private sealed class KmsRefusal(string type) : Exception
    {
        public string Type { get; } = type;
    }
}

/// <summary>Faults of the KMS double.</summary>
public enum KmsFault
{
    Throttled,
    Denied,
    Broken,
    Hangs,

    /// <summary>A response with the plaintext in it that is not JSON.</summary>
    Garbles,
}
