using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.ApiKeys;
using Secrets.Application.ApiKeys.CreateApiKey;
using Secrets.Application.ApiKeys.ListApiKeys;
using Secrets.Application.ApiKeys.RevokeApiKey;
using Secrets.Application.ApiKeys.RotateApiKey;
using Secrets.Application.Audit;
using Secrets.Application.Audit.GetCheckpoint;
using Secrets.Application.Audit.ListAudit;
using Secrets.Application.Audit.VerifyAudit;
using Secrets.Application.Behaviors;
using Secrets.Application.KeyRing;
using Secrets.Application.KeyRing.AddRingKey;
using Secrets.Application.KeyRing.GetKeyRingStatus;
using Secrets.Application.KeyRing.PromoteRingKey;
using Secrets.Application.KeyRing.RetireRingKey;
using Secrets.Application.KeyRing.RewrapKeys;
using Secrets.Application.Owners;
using Secrets.Application.Owners.ListOwners;
using Secrets.Application.Owners.RotateOwnerKey;
using Secrets.Application.Owners.ShredOwner;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.CreateSecret;
using Secrets.Application.Secrets.DeleteSecret;
using Secrets.Application.Secrets.ExportSecrets;
using Secrets.Application.Secrets.GetSecret;
using Secrets.Application.Secrets.ImportSecrets;
using Secrets.Application.Secrets.ListDeletedSecrets;
using Secrets.Application.Secrets.ListSecrets;
using Secrets.Application.Secrets.ListVersions;
using Secrets.Application.Secrets.PurgeDeletedSecrets;
using Secrets.Application.Secrets.RestoreSecret;
using Secrets.Application.Secrets.RestoreVersion;
using Secrets.Application.Secrets.RevealSecret;
using Secrets.Application.Secrets.SetSecretValue;
using Secrets.Application.Secrets.UpdateSecret;
using Secrets.Application.Secrets.UpsertSecret;
using Secrets.Domain;

namespace Secrets.Application;

public static class ApplicationServices
{
    /// <summary>Registers the use cases. None of them holds state of a request, so that all are singletons.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services) => services
        .AddSingleton<ServiceFactory>(provider => provider.GetRequiredService)
        .AddSingleton<IMediator, Mediator>()
        .AddSingleton(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>))
        .AddSingleton(typeof(IPipelineBehavior<,>), typeof(DestroyedKeyBehavior<,>))
        .AddSingleton<IRequestHandler<CreateSecretCommand, CreateSecretOutcome>, CreateSecretHandler>()
        .AddSingleton<IValidator<CreateSecretCommand>, CreateSecretValidator>()
        .AddSingleton<IRequestHandler<UpdateSecretCommand, UpdateSecretOutcome>, UpdateSecretHandler>()
        .AddSingleton<IValidator<UpdateSecretCommand>, UpdateSecretValidator>()
        .AddSingleton<IRequestHandler<DeleteSecretCommand, bool>, DeleteSecretHandler>()
        .AddSingleton<IRequestHandler<ListSecretsQuery, SecretPage>, ListSecretsHandler>()
        .AddSingleton<IValidator<ListSecretsQuery>, ListSecretsValidator>()
        .AddSingleton<IRequestHandler<GetSecretQuery, StoredSecret?>, GetSecretHandler>()
        .AddSingleton<IRequestHandler<RevealSecretQuery, RevealedSecret?>, RevealSecretHandler>()
        .AddSingleton<IRequestHandler<SetSecretValueCommand, SetSecretValueOutcome?>, SetSecretValueHandler>()
        .AddSingleton<IValidator<SetSecretValueCommand>, SetSecretValueValidator>()
        .AddSingleton<IRequestHandler<UpsertSecretCommand, UpsertSecretOutcome>, UpsertSecretHandler>()
        .AddSingleton<IValidator<UpsertSecretCommand>, UpsertSecretValidator>()
        .AddSingleton<IRequestHandler<ListVersionsQuery, IReadOnlyList<SecretVersion>>, ListVersionsHandler>()
        .AddSingleton<IRequestHandler<RestoreVersionCommand, RestoredVersion?>, RestoreVersionHandler>()
        .AddSingleton<IRequestHandler<ImportSecretsCommand, ImportOutcome>, ImportSecretsHandler>()
        .AddSingleton<IValidator<ImportSecretsCommand>, ImportSecretsValidator>()
        .AddSingleton<IRequestHandler<ExportSecretsQuery, IReadOnlyList<ExportedSecret>>, ExportSecretsHandler>()
        .AddSingleton<IRequestHandler<ListDeletedSecretsQuery, IReadOnlyList<DeletedSecret>>, ListDeletedSecretsHandler>()
        .AddSingleton<IRequestHandler<RestoreSecretCommand, RestoreOutcome>, RestoreSecretHandler>()
        .AddSingleton<IRequestHandler<PurgeDeletedSecretsCommand, int>, PurgeDeletedSecretsHandler>()
        .AddSingleton<IRequestHandler<CreateApiKeyCommand, MintedApiKey>, CreateApiKeyHandler>()
        .AddSingleton<IValidator<CreateApiKeyCommand>, CreateApiKeyValidator>()
        .AddSingleton<IRequestHandler<ListApiKeysQuery, IReadOnlyList<StoredApiKey>?>, ListApiKeysHandler>()
        .AddSingleton<IRequestHandler<RevokeApiKeyCommand, bool>, RevokeApiKeyHandler>()
        .AddSingleton<IRequestHandler<RotateApiKeyCommand, RotateApiKeyOutcome>, RotateApiKeyHandler>()
        .AddSingleton<IValidator<RotateApiKeyCommand>, RotateApiKeyValidator>()
        .AddSingleton<IRequestHandler<ListOwnersQuery, IReadOnlyList<StoredOwner>>, ListOwnersHandler>()
        .AddSingleton<IRequestHandler<ListAuditQuery, AuditPage?>, ListAuditHandler>()
        .AddSingleton<IValidator<ListAuditQuery>, ListAuditValidator>()
        .AddSingleton<IRequestHandler<VerifyAuditQuery, AuditReport>, VerifyAuditHandler>()
        .AddSingleton<IRequestHandler<GetCheckpointQuery, AuditCheckpoint?>, GetCheckpointHandler>()
        .AddSingleton<IRequestHandler<RotateOwnerKeyCommand, RotateOwnerKeyOutcome?>, RotateOwnerKeyHandler>()
        .AddSingleton<IRequestHandler<ShredOwnerCommand, ShredOwnerOutcome?>, ShredOwnerHandler>()
        .AddSingleton<IRequestHandler<GetKeyRingStatusQuery, KeyRingStatus>, GetKeyRingStatusHandler>()
        .AddSingleton<IRequestHandler<AddRingKeyCommand, string>, AddRingKeyHandler>()
        .AddSingleton<IRequestHandler<PromoteRingKeyCommand, PromoteRingKeyOutcome>, PromoteRingKeyHandler>()
        .AddSingleton<IRequestHandler<RewrapKeysCommand, RewrapKeysOutcome>, RewrapKeysHandler>()
        .AddSingleton<IRequestHandler<RetireRingKeyCommand, RetireRingKeyOutcome>, RetireRingKeyHandler>()
        .AddSingleton<ServiceMetrics>()
        .AddSingleton<OrderedIds>()
        .AddSingleton<SecretChanges>()
        .AddSingleton<SecretReader>()
        .AddSingleton<AuditTrail>()
        .AddSingleton<DenialCount>()
        .AddSingleton<KeyOwner>()
        .AddSingleton<OwnerQuotas>()
        .AddSingleton<ApiKeyUses>()
        .AddSingleton<ApiKeyAuthenticator>()
        .AddSingleton<FirstApiKey>();
}
