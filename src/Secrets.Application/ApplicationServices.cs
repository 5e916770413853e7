using System.Reflection;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.ApiKeys;
using Secrets.Application.Audit;
using Secrets.Application.Behaviors;
using Secrets.Application.KeyRing;
using Secrets.Application.Owners;
using Secrets.Application.Owners.RotateOwnerKey;
using Secrets.Application.Secrets;
using Secrets.Application.Secrets.ImportSecrets;
using Secrets.Domain;

namespace Secrets.Application;

public static class ApplicationServices
{
    /// <summary>Registers the use cases. All are singletons, because none of them holds the state of a request.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services) =>
        services
            .AddSingleton<ServiceFactory>(provider => provider.GetRequiredService)
            .AddSingleton<IMediator, Mediator>()
            .AddHandlersAndValidators(typeof(ApplicationServices).Assembly)
            // Not found by the scan, because their order matters: the first one is the outermost.
            .AddSingleton(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>))
            .AddSingleton(typeof(IPipelineBehavior<,>), typeof(DestroyedKeyBehavior<,>))
            .AddSingleton<ServiceMetrics>()
            .AddSingleton<OrderedIds>()
            .AddSingleton<SecretWriter>()
            .AddSingleton<ImportComparer>()
            .AddSingleton<ImportWarnings>()
            .AddSingleton<ImportWriter>()
            .AddSingleton<SecretReader>()
            .AddSingleton<RevealCounts>()
            .AddSingleton<RevealLog>()
            .AddSingleton<AuditTrail>()
            .AddSingleton<DenialCount>()
            .AddSingleton<AuditChainWriter>()
            .AddSingleton<AuditCheckpoints>()
            .AddSingleton<AuditRetention>()
            .AddSingleton<ChainWitness>()
            .AddSingleton<OwnerResolver>()
            .AddSingleton<OwnerQuotas>()
            .AddSingleton<OwnerReencryption>()
            .AddSingleton<Replica>()
            .AddSingleton<ApiKeyUses>()
            .AddSingleton<ApiKeyCache>()
            .AddSingleton<ApiKeyChangePoller>()
            .AddSingleton<UnknownKeyLimit>()
            .AddSingleton<ApiKeyAuthenticator>()
            .AddSingleton<FirstApiKey>();

    private static IServiceCollection AddHandlersAndValidators(this IServiceCollection services, Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var role in type.GetInterfaces().Where(IsHandlerOrValidator))
            {
                services.AddSingleton(role, type);
            }
        }

        return services;
    }

    private static bool IsHandlerOrValidator(Type type) =>
        type.IsConstructedGenericType
        && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(IRequestHandler<,>) || definition == typeof(IValidator<>));
}
