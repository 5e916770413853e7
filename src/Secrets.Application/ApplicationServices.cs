using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.ApiKeys;
using Secrets.Application.ApiKeys.CreateApiKey;
using Secrets.Application.ApiKeys.ListApiKeys;
using Secrets.Application.ApiKeys.RevokeApiKey;
using Secrets.Application.ApiKeys.RotateApiKey;
using Secrets.Application.Behaviors;
using Secrets.Application.Owners;
using Secrets.Application.Owners.ListOwners;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.CreateSecret;
using Secrets.Application.Secrets.DeleteSecret;
using Secrets.Application.Secrets.ListSecrets;
using Secrets.Application.Secrets.UpdateSecret;
using Secrets.Domain.Secrets;

namespace Secrets.Application;

public static class ApplicationServices
{
    /// <summary>Registers the use cases. None of them holds state of a request, so that all are singletons.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services) => services
        .AddSingleton<ServiceFactory>(provider => provider.GetRequiredService)
        .AddSingleton<IMediator, Mediator>()
        .AddSingleton(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>))
        .AddSingleton<IRequestHandler<CreateSecretCommand, CreateSecretOutcome>, CreateSecretHandler>()
        .AddSingleton<IValidator<CreateSecretCommand>, CreateSecretValidator>()
        .AddSingleton<IRequestHandler<UpdateSecretCommand, UpdateSecretOutcome>, UpdateSecretHandler>()
        .AddSingleton<IValidator<UpdateSecretCommand>, UpdateSecretValidator>()
        .AddSingleton<IRequestHandler<DeleteSecretCommand, bool>, DeleteSecretHandler>()
        .AddSingleton<IRequestHandler<ListSecretsQuery, IReadOnlyList<SecretSummary>>, ListSecretsHandler>()
        .AddSingleton<IRequestHandler<CreateApiKeyCommand, MintedApiKey>, CreateApiKeyHandler>()
        .AddSingleton<IValidator<CreateApiKeyCommand>, CreateApiKeyValidator>()
        .AddSingleton<IRequestHandler<ListApiKeysQuery, IReadOnlyList<StoredApiKey>?>, ListApiKeysHandler>()
        .AddSingleton<IRequestHandler<RevokeApiKeyCommand, bool>, RevokeApiKeyHandler>()
        .AddSingleton<IRequestHandler<RotateApiKeyCommand, RotateApiKeyOutcome>, RotateApiKeyHandler>()
        .AddSingleton<IValidator<RotateApiKeyCommand>, RotateApiKeyValidator>()
        .AddSingleton<IRequestHandler<ListOwnersQuery, IReadOnlyList<StoredOwner>>, ListOwnersHandler>()
        .AddSingleton<SecretIdSource>()
        .AddSingleton<KeyOwner>()
        .AddSingleton<ApiKeyUses>()
        .AddSingleton<ApiKeyAuthenticator>()
        .AddSingleton<FirstApiKey>();
}
