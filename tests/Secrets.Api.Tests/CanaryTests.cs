using System.Text;
using System.Text.Json;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Submitted values, which must appear nowhere except encrypted in an envelope.</summary>
public sealed class CanaryTests
{
    private const string Canary = "CANARY-4f9d2c71b8";

    [Theory]
    [OnBothDatabases]
    public async Task A_submitted_value_is_in_no_response_no_log_line_and_no_file(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var responses = new List<ServiceResponse>
        {
            await service.CreateAsync("kept", $"{Canary} kept", "d"),
            await service.CreateAsync("kept", $"{Canary} name taken"),
            await service.CreateAsync("renamed", $"{Canary} renamed"),
            await service.UpdateAsync("renamed", "renamed again"),
            await service.CreateAsync("deleted", $"{Canary} deleted"),
            await service.DeleteAsync("deleted"),
            await service.CreateAsync("", $"{Canary} no name"),
            await service.CreateAsync("long", Canary + new string('x', 70_000)),
            await service.SendJsonAsync("POST", "/api/secrets", $$"""{"name":1,"description":2,"value":"{{Canary}}"}"""),
            await service.SendJsonAsync("POST", "/api/secrets", $$"""{"name":"A","value":["{{Canary}}"]}"""),
            await service.SendJsonAsync("POST", "/api/secrets", $$$"""{"name":"A","value":{"{{{Canary}}}":"{{{Canary}}}"}}"""),
            await service.SendJsonAsync("POST", "/api/secrets", $$"""{"name":"A","value":"{{Canary}}"""),
            await service.SendJsonAsync("POST", "/api/secrets", $$"""{"name":"A","value":"{{Canary}}\ud800"}"""),
            await service.SendJsonAsync("POST", "/api/secrets", $$"""{"name":"A","value":"{{Canary}}\q"}"""),
            await service.SendJsonAsync("POST", "/api/secrets", $$"""{"name":"A","value":"{{Canary}}"}, x"""),
            await service.SendJsonAsync("POST", "/api/secrets", JsonSerializer.Serialize(Canary)),
            await service.SendJsonAsync("PUT", "/api/secrets/kept", $$"""{"name":"kept","value":"{{Canary}}"}"""),
            await service.SendAsync(
                "POST",
                "/api/secrets",
                Encoding.UTF8.GetBytes($"name=A&value={Canary}"),
                "application/x-www-form-urlencoded"
            ),
            await service.SendAsync("POST", "/api/secrets", [.. Encoding.UTF8.GetBytes(Canary), 0xFF]),
            await service.SendAsync("POST", "/api/secrets", Encoding.UTF8.GetBytes(Canary + new string(' ', 1024 * 1024))),
            await service.SendAsync("POST", "/api/secrets", Encoding.UTF8.GetBytes(Canary), key: null),
            await service.SetValueAsync("kept", $"{Canary} second value"),
            await service.SetValueAsync("kept", $"{Canary} stale", "\"1\""),
            await service.SetValueAsync("nobody", $"{Canary} absent"),
            await service.SendJsonAsync("PUT", "/api/secrets/kept/value", $$"""{"value":["{{Canary}}"]}"""),
            await service.SendJsonAsync("PUT", "/api/settings/secrets", $$"""{"name":"kept","value":"{{Canary}} third value"}"""),
            await service.SendAsync("POST", "/api/secrets/kept/versions/1/restore"),
            await service.SendAsync("GET", "/api/secrets/kept/versions"),
            await service.SendAsync("HEAD", "/api/secrets/kept/value"),
            await service.SendAsync("GET", "/api/deleted-secrets"),
            await service.SendAsync("POST", "/api/import", Encoding.UTF8.GetBytes($"A={Canary}\nB='{Canary}' x\nC=\"{Canary}")),
            await service.SendAsync("POST", "/api/import?dry_run=true", Encoding.UTF8.GetBytes($"A={Canary}\n{Canary} x=1\nB=${Canary}\n")),
            await service.SendAsync("POST", "/api/import", Encoding.UTF8.GetBytes($"kept={Canary}")),
            await service.SendAsync(
                "POST",
                "/api/import?on_conflict=replace",
                Encoding.UTF8.GetBytes($"kept={Canary} fourth value\nD={Canary}")
            ),
            await service.SendJsonAsync("PATCH", "/api/secrets/kept/metadata", $$"""{"value":"{{Canary}}","{{Canary}}":1}"""),
            await service.SendJsonAsync("PATCH", "/api/secrets/kept/metadata", $$$"""{"labels":{"{{{Canary}}} x":"{{{Canary}}} x"}}"""),
            await service.SendJsonAsync("PATCH", "/api/secrets/kept/metadata", $$"""{"expires_at":"{{Canary}}","canary":"{{Canary}}"}"""),
            await service.SendAsync("GET", "/api/secret-metadata"),
            await service.SendAsync("PATCH", "/api/secrets", Encoding.UTF8.GetBytes(Canary)),
            await service.SendAsync("GET", "/api/secrets"),
        };
        var revealed = new[]
        {
            await service.RevealAsync("kept"),
            await service.RevealAsync("kept", 1),
            await service.SendAsync("GET", "/api/settings/secrets/D"),
            await service.SendAsync("GET", "/api/export"),
        };
        await service.Database.ExecuteAsync("ALTER TABLE secrets RENAME TO away");
        responses.Add(await service.CreateAsync("failing", $"{Canary} database broken"));
        await service.Database.ExecuteAsync("ALTER TABLE away RENAME TO secrets");

        Assert.Equal(503, responses[^1].Status);
        Assert.All(revealed, response => Assert.Contains(Canary, response.Body, StringComparison.Ordinal));
        Assert.All(revealed, response => Assert.DoesNotContain(Canary, response.Headers, StringComparison.Ordinal));
        Assert.Equal(3, responses.Count(response => response.Body.Contains("Secret created", StringComparison.Ordinal)));
        Assert.All(responses, response => Assert.DoesNotContain(Canary, response.Body + response.Headers, StringComparison.Ordinal));
        Assert.Contains("Executing endpoint", service.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, service.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningService.SessionKey, service.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Key, service.Log.Text, StringComparison.Ordinal);
        await AssertNotStoredAsync(service);
    }

    private static async Task AssertNotStoredAsync(RunningService service)
    {
        string[] folders = [service.Database.Folder];
        if (service.Database.Provider == StorageProvider.Postgres)
        {
            await service.Database.ExecuteAsync("CHECKPOINT -- all to disk");
            var data = await service.Database.ScalarAsync<string>("SHOW data_directory");
            if (!Directory.Exists(data))
            {
                // The server runs elsewhere, so only its rows can be read.
                Assert.Equal(
                    0,
                    await service.Database.ScalarAsync<long>(
                        $"SELECT count(*) FROM secrets WHERE position('{Canary}'::bytea in envelope) > 0 OR secrets::text LIKE '%{Canary}%'"
                    )
                );
                return;
            }

            var id = await service.Database.ScalarAsync<long>("SELECT oid FROM pg_database WHERE datname = current_database()");
            folders = [Path.Combine(data, "base", $"{id}"), Path.Combine(data, "pg_wal")];
        }

        var files = folders.SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)).ToList();
        Assert.Contains(files, file => Contains(file, "kept"u8));
        Assert.DoesNotContain(files, file => Contains(file, Encoding.UTF8.GetBytes(Canary)));
    }

    private static bool Contains(string file, ReadOnlySpan<byte> text)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(text) >= 0;
        }
        catch (FileNotFoundException)
        {
            // The server recycles its WAL files.
            return false;
        }
    }
}
