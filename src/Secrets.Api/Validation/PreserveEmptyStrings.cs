using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace Secrets.Api.Validation;

/// <summary>Leaves parameters of white space as they are; the framework takes them for absent.</summary>
internal sealed class PreserveEmptyStrings : IDisplayMetadataProvider
{
    public void CreateDisplayMetadata(DisplayMetadataProviderContext context) => context.DisplayMetadata.ConvertEmptyStringToNull = false;
}
