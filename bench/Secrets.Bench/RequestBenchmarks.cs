using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BenchmarkDotNet.Attributes;
using FluentValidation.Results;
using Secrets.Api.Requests;
using Secrets.Api.Responses;
using Secrets.Api.Serialization;
using Secrets.Application;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.CreateSecret;

namespace Secrets.Bench;

/// <summary>Parsing and validation of the body of a create, and serialization of a list.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class RequestBenchmarks
{
    private static readonly JsonTypeInfo Type = ApiJson.Web.GetTypeInfo(typeof(CreateSecretRequest))!;

    private readonly CreateSecretValidator _validator = new(
        new SecretLimits(SecretLimits.DefaultMaxValueBytes, SecretLimits.DefaultVersionsKept, TimeSpan.FromDays(1))
    );
    private readonly CreateSecretRequest _request = Read();
    private readonly SecretList _list = new([.. Enumerable.Range(0, 100).Select(i => new SecretListEntry($"SECRET_{i}", "a description"))]);

    private static ReadOnlySpan<byte> Body =>
        """{"name":"GITHUB_TOKEN","value":"ghp_0123456789abcdef0123456789abcdef","description":"CI"}"""u8;

    [Benchmark]
    public void ReadBody() => Read().Dispose();

    [Benchmark]
    public ValidationResult Validate() => _validator.Validate(_request.ToCreateCommand(Caller.Operator));

    [Benchmark]
    public byte[] WriteList() => JsonSerializer.SerializeToUtf8Bytes(_list, ApiJson.Web.SecretList);

    private static CreateSecretRequest Read() => (CreateSecretRequest)JsonBody.Parse(Body, Type)!;
}
