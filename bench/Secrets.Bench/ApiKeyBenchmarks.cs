using BenchmarkDotNet.Attributes;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application;
using Secrets.Application.ApiKeys;
using Secrets.Application.ApiKeys.CreateApiKey;
using Secrets.Application.Owners;
using Secrets.Application.Secrets;
using Secrets.Application.Validation;
using Secrets.Domain.ApiKeys;
using Secrets.Infrastructure;

namespace Secrets.Bench;

/// <summary>Authentication of API tokens.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class ApiKeyBenchmarks
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-bench.").FullName;
    private readonly string _malformed = ApiKeyToken.Generate()[..^1] + '-';
    private readonly string _wrongChecksum = ApiKeyToken.Prefix + new string('0', ApiKeyToken.Length - ApiKeyToken.Prefix.Length);
    private ServiceProvider? _services;
    private ApiKeyAuthenticator? _authenticator;
    private string _token = "";

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new SessionApiKey(token: null))
            .AddSingleton(new OwnerLimits(OwnerLimits.DefaultSecrets, OwnerLimits.DefaultApiKeys))
            .AddSingleton(new SecretLimits(SecretLimits.DefaultMaxValueBytes, SecretLimits.DefaultVersionsKept, TimeSpan.FromDays(1)))
            .AddApplication()
            .AddInfrastructure(StorageProvider.Sqlite, $"Data Source={_folder}/secrets.db", $"{_folder}/keyring.json")
            .BuildServiceProvider();
        await _services.OpenInstallationAsync(CancellationToken.None);
        _token = (
            await _services
                .GetRequiredService<IMediator>()
                .Send(
                    new CreateApiKeyCommand(
                        Caller.Operator,
                        Submitted.Of("bench"),
                        Submitted.Of<IReadOnlyList<Submitted<string>>>([Submitted.Of(Scopes.ListSecrets)]),
                        new SubmittedRestrictions(default, default),
                        default,
                        default
                    )
                )
        ).Token;
        _authenticator = _services.GetRequiredService<ApiKeyAuthenticator>();
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _services!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public async Task<bool> Known() => (await _authenticator!.AuthenticateAsync(_token, CancellationToken.None)).Key is not null;

    [Benchmark]
    public async Task<bool> Malformed() => (await _authenticator!.AuthenticateAsync(_malformed, CancellationToken.None)).Key is not null;

    [Benchmark]
    public async Task<bool> WrongChecksum() =>
        (await _authenticator!.AuthenticateAsync(_wrongChecksum, CancellationToken.None)).Key is not null;
}
