using System.Globalization;
using Secrets.Api.Cli;
using Secrets.Api.Hosting;
using Secrets.Application;
using Secrets.Application.Encryption;
using Secrets.Application.Owners;
using Secrets.Infrastructure;

// The language of the environment does not change what the program writes or accepts.
CultureInfo.DefaultThreadCurrentCulture =
    CultureInfo.DefaultThreadCurrentUICulture =
    CultureInfo.CurrentCulture =
    CultureInfo.CurrentUICulture =
        CultureInfo.InvariantCulture;

try
{
    return args.Length == 0 ? await SecretsService.RunAsync() : await CommandLine.RunAsync(args);
}
catch (SettingException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCodes.Unavailable;
}
catch (RemoteServiceException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return e.ExitCode;
}
catch (Exception e) when (e is RefusedException or OwnerShreddedException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCodes.Refused;
}
catch (Exception e) when (e is DecryptionFailedException or IOException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCodes.Unavailable;
}
catch (InvalidDataException e)
{
    await Console.Error.WriteLineAsync($"{e.Message} {e.InnerException?.Message}".ReplaceLineEndings(" "));
    return ExitCodes.Unavailable;
}
catch (StorageUnavailableException e)
{
    await Console.Error.WriteLineAsync($"{e.Setting}: {e.Message} {e.InnerException?.Message}");
    return ExitCodes.Unavailable;
}
