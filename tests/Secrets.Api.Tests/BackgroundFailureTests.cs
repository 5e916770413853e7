using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Secrets.Api.Hosting;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class BackgroundFailureTests
{
    // A column of another type makes the driver throw an exception that is not a database error.
    [Theory]
    [OnBothDatabases]
    public async Task Unexpected_failures_of_background_work_are_logged_and_the_service_continues(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("before");
        await service.Database.ExecuteAsync(
            """
            ALTER TABLE audit_blocks RENAME TO away;
            CREATE TABLE audit_blocks AS SELECT number, last_position, 'x' AS event_ids, digest, created_at, mac FROM away;
            INSERT INTO audit_blocks VALUES (99, 0, 'x', 'x', 0, 'x');
            """
        );

        await service.Log.WaitForAsync("The audit chain could not be extended");

        var lifetime = service.Services.GetRequiredService<IHostApplicationLifetime>();
        Assert.False(lifetime.ApplicationStopping.IsCancellationRequested);
        Assert.Equal(200, (await service.CreateAsync("after")).Status);
        Assert.DoesNotContain("BackgroundService failed", service.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_exit_code_tells_a_failed_host_from_a_normal_stop(bool fails)
    {
        await using var database = await TestDatabase.CreateAsync(StorageProvider.Sqlite);
        await using var app = Program.Build(
            [
                "--urls=http://127.0.0.1:0",
                "--Storage:Provider=Sqlite",
                $"--ConnectionStrings:Secrets={database.ConnectionString}",
                $"--Encryption:KeyRingPath={database.KeyRingPath}",
            ],
            builder =>
            {
                new LogCapture().TakeAll(builder);
                builder.Services.AddHostedService(services => new StoppingService(
                    services.GetRequiredService<IHostApplicationLifetime>(),
                    fails
                ));
            }
        );
        await app.Services.OpenInstallationAsync(CancellationToken.None);
        await app.StartAsync();

        Assert.Equal(fails, await ServiceHost.WaitForStopAsync(app) != 0);
    }

    private sealed class StoppingService(IHostApplicationLifetime lifetime, bool fails) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Delay(Timeout.Infinite, lifetime.ApplicationStarted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (fails)
            {
                throw new TimeoutException();
            }

            lifetime.StopApplication();
        }
    }
}
