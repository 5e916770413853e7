namespace Secrets.Api.OpenApi;

internal static class OpenApiServices
{
    public static IServiceCollection AddOpenApiDocuments(this IServiceCollection services)
    {
        // Describes the routes without a controller, such as /alive, to the document.
        services.AddEndpointsApiExplorer();
        return services.AddSingleton<DocumentGenerator>().AddSingleton<ApiDocuments>();
    }
}
