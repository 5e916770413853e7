using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Secrets.Infrastructure;

namespace Secrets.Api.Configuration;

/// <summary>Checks, before anything is created, that the service can listen and can create its key ring.</summary>
internal static class StartupChecks
{
    private const string KeyRingPath = "Encryption__KeyRingPath";

    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static void Run(IServiceProvider services)
    {
        var settings = services.GetRequiredService<ServiceSettings>();
        LoadEndpoints(services.GetRequiredService<IOptions<KestrelServerOptions>>().Value);
        foreach (var address in settings.Addresses)
        {
            address.Probe();
        }

        if (settings.Installation is { Kms: null, KeyRingPath: var path } && !File.Exists(path))
        {
            RequireCreatable(path);
        }
    }

    private static void LoadEndpoints(KestrelServerOptions kestrel)
    {
        try
        {
            kestrel.ConfigurationLoader?.Load();
        }
        catch (Exception e) when (e is not SettingException)
        {
            throw new SettingException("Kestrel", e.Message.ReplaceLineEndings(" "));
        }
    }

    private static void RequireCreatable(string path)
    {
        if (Directory.Exists(path))
        {
            throw new SettingException(KeyRingPath, $"cannot create the key ring '{path}': it is a folder.");
        }

        // Folders that are missing are created later.
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            };
            using var probe = new FileStream(Path.Combine(folder ?? "/", Path.GetRandomFileName()), options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(KeyRingPath, $"cannot create the key ring '{path}' as the user {Environment.UserName}: {e.Message}");
        }
    }
}
