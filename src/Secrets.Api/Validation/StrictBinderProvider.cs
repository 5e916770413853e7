using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Secrets.Api.Validation;

/// <summary>Provides <see cref="StrictBinder"/> for all simple types except strings.</summary>
internal sealed class StrictBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        context.Metadata is { IsComplexType: false, UnderlyingOrModelType: var type } && type != typeof(string)
            ? new StrictBinder(type, context.Services.GetRequiredService<ILoggerFactory>())
            : null;
}
