using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace Secrets.Api.Validation;

/// <summary>Keeps empty parameters, which the framework would treat as absent.</summary>
internal sealed class PreserveEmptyStrings : IDisplayMetadataProvider
{
    public void CreateDisplayMetadata(DisplayMetadataProviderContext context) => context.DisplayMetadata.ConvertEmptyStringToNull = false;
}
