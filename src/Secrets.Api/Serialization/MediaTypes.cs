using System.Net.Mime;
using Secrets.Application.SecretFiles;

namespace Secrets.Api.Serialization;

/// <summary>The media types of files with secrets.</summary>
internal static class MediaTypes
{
    public static string Of(ExportFormat format) =>
        format switch
        {
            ExportFormat.Json => MediaTypeNames.Application.Json,
            ExportFormat.Yaml => MediaTypeNames.Application.Yaml,
            _ => MediaTypeNames.Text.Plain,
        };

    public static string Of(ImportFormat format) =>
        format switch
        {
            ImportFormat.Json => MediaTypeNames.Application.Json,
            ImportFormat.Yaml => MediaTypeNames.Application.Yaml,
            _ => MediaTypeNames.Text.Plain,
        };
}
