using Secrets.Api.Startup;
using Secrets.Application;
using Secrets.Infrastructure;

try
{
    await using var app = SecretsService.Build(args);
    await app.Services.OpenInstallationAsync(CancellationToken.None);
    try
    {
        await app.StartAsync();
    }
    catch (Exception e) when (e is IOException or FormatException or InvalidOperationException)
    {
        throw new SettingException("ASPNETCORE_URLS", e.Message);
    }

    await FirstKeyNotice.ShowAsync(app, Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (SettingException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (StorageUnavailableException e)
{
    await Console.Error.WriteLineAsync($"ConnectionStrings__Secrets: {e.Message} {e.InnerException?.Message}");
    return 1;
}
