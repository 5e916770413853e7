using System.CommandLine;

namespace Secrets.Api.Cli;

/// <summary>The options that say whose audit log is read, and where.</summary>
internal static class AuditSource
{
    public static readonly Option<string?> Owner = new("--owner")
    {
        Description = "The owner: default, or with --url that of the API key. Only keys of default may name another.",
    };

    public static readonly Option<Uri?> Url = SharedOptions.Url(
        $"The address of a running service, such as https://secrets.example. {RemoteService.KeyVariable} is an API key with audit:read; with "
            + "secrets:list, the names of secrets are shown."
    );
}
