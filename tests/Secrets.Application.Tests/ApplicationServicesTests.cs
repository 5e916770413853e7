using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Secrets.Application.Behaviors;

namespace Secrets.Application.Tests;

public sealed class ApplicationServicesTests
{
    private static readonly IServiceCollection Services = new ServiceCollection().AddApplication();

    private static readonly Type[] Types = typeof(ApplicationServices).Assembly.GetTypes();

    public static TheoryData<Type> Requests => [.. Types.Where(type => HandlerOf(type) is not null && type is { IsAbstract: false })];

    public static TheoryData<Type> Validators => [.. Types.Where(type => type.IsAssignableTo(typeof(IValidator)) && !type.IsAbstract)];

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_has_exactly_one_handler_and_at_most_one_validator(Type request)
    {
        Assert.Equal(ServiceLifetime.Singleton, Assert.Single(Services, service => service.ServiceType == HandlerOf(request)).Lifetime);
        Assert.InRange(Services.Count(service => service.ServiceType == typeof(IValidator<>).MakeGenericType(request)), 0, 1);
    }

    [Theory]
    [MemberData(nameof(Validators))]
    public void Every_validator_validates_a_request(Type validator)
    {
        var validated = Assert.Single(Services, service => service.ImplementationType == validator).ServiceType.GenericTypeArguments[0];

        Assert.NotNull(HandlerOf(validated));
    }

    [Fact]
    public void Every_behavior_runs_and_validation_is_first()
    {
        var behaviors = Services
            .Where(service => service.ServiceType == typeof(IPipelineBehavior<,>))
            .Select(service => service.ImplementationType!)
            .ToList();

        Assert.Equal([typeof(ValidationBehavior<,>), typeof(DestroyedKeyBehavior<,>)], behaviors);
        Assert.Equal(
            Types
                .Where(type =>
                    type.GetInterfaces().Any(role => role.IsGenericType && role.GetGenericTypeDefinition() == typeof(IPipelineBehavior<,>))
                )
                .ToHashSet(),
            behaviors.ToHashSet()
        );
    }

    private static Type? HandlerOf(Type request) =>
        request
            .GetInterfaces()
            .Where(role => role.IsGenericType && role.GetGenericTypeDefinition() == typeof(IRequest<>))
            .Select(role => typeof(IRequestHandler<,>).MakeGenericType(request, role.GenericTypeArguments[0]))
            .SingleOrDefault();
}
