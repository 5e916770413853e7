using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed class EnvFilesTests(Services services) : IClassFixture<Services>
{
    private const string File = "# comment\nA=first_one\nexport B='two words'\nPEM=\"-----BEGIN-----\nabc\n-----END-----\n\"\n";

    [Theory]
    [OnBothDatabases]
    public async Task A_file_is_imported_and_exported_again(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);

        (await service.ImportAsync(File)).Is(
            200,
            """
            {"dry_run":false,"added":["A","B","PEM"],"changed":[],"unchanged":[],"skipped":[],"warnings":[
            {"line":4,"name":"PEM","type":"value-ends-with-newline","message":"The value ends with a line break."}],"invalid":[]}
            """
        );

        Assert.Equal("-----BEGIN-----\nabc\n-----END-----\n", (await service.RevealAsync("PEM")).Body);
        var exported = await service.SendAsync("GET", "/api/export");
        Assert.Equal("A=first_one\nB='two words'\nPEM=\"-----BEGIN-----\nabc\n-----END-----\n\"\n", exported.Body);
        Assert.Equal(("text/plain; charset=utf-8", "no-store"), (exported.Header("Content-Type"), exported.Header("Cache-Control")));
        (await service.ImportAsync(exported.Body)).Is(
            200,
            """{"dry_run":false,"added":[],"changed":[],"unchanged":["A","B","PEM"],"skipped":[],"warnings":[],"invalid":[]}"""
        );
        Assert.Equal(1, (await service.SendAsync("GET", "/api/secrets/A")).Json.GetProperty("version").GetInt32());
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_dry_run_shows_the_difference_and_changes_nothing(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("SAME", "value");
        await service.CreateAsync("OTHER", "before");

        (await service.ImportAsync("SAME=value\nOTHER=after_that\nNEW=x_x_x_x_x\nno value here\nOPEN='never closed\n", "?dry_run=true")).Is(
            200,
            """
            {"dry_run":true,"added":["NEW"],"changed":["OTHER"],"unchanged":["SAME"],"skipped":[],"warnings":[],"invalid":[
            {"line":4,"message":"A line should be NAME=VALUE; no value is taken from the environment"},
            {"line":5,"message":"The quote is never closed"}]}
            """
        );

        Assert.Equal(["SAME", "OTHER"], (await service.ListAsync()).Keys);
        Assert.Equal("before", (await service.RevealAsync("OTHER")).Body);
    }

    [Theory]
    [OnBothDatabases("", 400, "before", false)]
    [OnBothDatabases("?on_conflict=fail", 400, "before", false)]
    [OnBothDatabases("?on_conflict=skip", 200, "before", true)]
    [OnBothDatabases("?on_conflict=replace", 200, "after", true)]
    public async Task The_conflict_policy_decides_about_secrets_with_another_value(
        StorageProvider provider,
        string query,
        int status,
        string value,
        bool imports
    )
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("TAKEN", "before", "described");

        var response = await service.ImportAsync("NEW=x\nTAKEN=after\n", query);

        Assert.Equal(status, response.Status);
        if (status == 400)
        {
            response.Is(400, """{"message":"Secret TAKEN already exists"}""");
        }

        Assert.Equal(value, (await service.RevealAsync("TAKEN")).Body);
        Assert.Equal("before", (await service.RevealAsync("TAKEN", 1)).Body);
        Assert.Equal("described", (await service.ListAsync())["TAKEN"]);
        Assert.Equal(imports, (await service.ListAsync()).ContainsKey("NEW"));
    }

    [Theory]
    [OnBothDatabases("A=1\nB C=2\n", 2)]
    [OnBothDatabases("A=1\n\nB=$HOME\n", 3)]
    [OnBothDatabases("A=1\n..=2\n", 2)]
    public async Task A_file_with_an_invalid_line_imports_nothing(StorageProvider provider, string file, int line)
    {
        await using var service = await RunningService.StartAsync(provider);

        var response = await service.ImportAsync(file);

        response.IsInvalid("body.line env_invalid");
        Assert.Equal(line, response.Json.GetProperty("detail")[0].GetProperty("loc")[2].GetInt32());
        Assert.Empty(await service.ListAsync());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Imported_values_and_names_obey_the_limits(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);

        (await service.ImportAsync($"A={new string('x', 65537)}\n{new string('N', 256)}=v\n")).IsInvalid(
            "body.line env_invalid",
            "body.line env_invalid"
        );
        (await service.ImportAsync(string.Concat(Enumerable.Range(0, 10_001).Select(i => $"N{i}=\n")))).IsInvalid("body.file too_long");
        (await service.ImportAsync(new string('\n', 1024 * 1024 + 1))).Is(413, """{"detail":"Request body too large"}""");
        (await service.ImportAsync("A=1", "?on_conflict=sometimes&dry_run=perhaps")).IsInvalid(
            "query.on_conflict literal_error",
            "query.dry_run bool_parsing"
        );
        (await service.ImportAsync("A=1", "?on_conflict=3")).IsInvalid("query.on_conflict literal_error");
    }

    // A fixed order keeps concurrent imports from deadlocking.
    [Theory]
    [OnBothDatabases]
    public async Task Secrets_are_written_in_the_same_order_for_any_order_of_the_file(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        const string FirstCreated =
            "SELECT name FROM secrets JOIN audit_events ON secret_id = secrets.id WHERE action = 'secret.create' ORDER BY position LIMIT 1";
        const string FirstsChanged = """
            SELECT count(DISTINCT secret_id) FROM audit_events
            WHERE position IN (SELECT min(position) FROM audit_events WHERE action = 'secret.value' GROUP BY request_id)
            """;

        await service.ImportAsync("B=1\nA=1\n");
        await service.ImportAsync("A=2\nB=2\n", "?on_conflict=replace");
        await service.ImportAsync("B=3\nA=3\n", "?on_conflict=replace");

        Assert.Equal("A", await service.Database.ScalarAsync<string>(FirstCreated));
        Assert.Equal(1, await service.Database.ScalarAsync<long>(FirstsChanged));
        Assert.Equal(["B", "A"], (await service.ListAsync()).Keys);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_key_without_the_reveal_scope_cannot_guess_values(StorageProvider provider)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("PIN", "1234");
        var key = await service.CreateKeyAsync(owner: null, "secrets:write");

        var right = await service.SendAsync("POST", "/api/import?dry_run=true", "PIN=1234"u8.ToArray(), key: key);
        var wrong = await service.SendAsync("POST", "/api/import?dry_run=true", "PIN=1235"u8.ToArray(), key: key);

        Assert.Equal((200, 200, right.Body), (right.Status, wrong.Status, wrong.Body));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Concurrent_imports_of_a_file_create_each_secret_once(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var file = string.Concat(Enumerable.Range(0, 50).Select(i => $"S{i}=v{i}\n"));

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.ImportAsync(file)));

        Assert.All(responses, response => Assert.Equal(200, response.Status));
        Assert.Equal(50, responses.Sum(response => response.Json.GetProperty("added").GetArrayLength()));
        Assert.Equal(50, (await service.ListAsync()).Count);
        Assert.Equal(0, await service.Database.ScalarAsync<long>("SELECT count(*) FROM secret_versions"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_export_names_secrets_that_a_file_cannot_hold(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        await service.CreateAsync("with space", "hidden");
        await service.CreateAsync("NUL", "a\0b");
        await service.CreateAsync("C", "it's $5 \\ \"q\"");

        Assert.Equal(
            "# not exported, since a .env file cannot hold it: with space\n"
                + "# not exported, since a .env file cannot hold it: NUL\n"
                + "C=\"it's \\$5 \\\\ \\\"q\\\"\"\n",
            (await service.SendAsync("GET", "/api/export")).Body
        );
    }

    [Theory]
    [OnBothDatabases]
    public async Task An_export_of_many_secrets_is_complete_and_an_interrupted_one_fails(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        var file = string.Concat(Enumerable.Range(0, 350).Select(i => $"S{i}=v{i}\n"));
        await service.ImportAsync(file);
        Assert.Equal(file, (await service.SendAsync("GET", "/api/export")).Body);

        // Writing the event of one secret fails.
        await service.Database.ExecuteAsync("CREATE TABLE refused AS SELECT id FROM secrets WHERE name = 'S320'");
        await service.Database.ExecuteAsync(
            provider == StorageProvider.Sqlite
                ? """
                CREATE TRIGGER refuse BEFORE INSERT ON audit_events WHEN NEW.secret_id IN (SELECT id FROM refused)
                BEGIN SELECT RAISE(ABORT, 'refused'); END
                """
                : """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN IF NEW.secret_id IN (SELECT id FROM refused) THEN RAISE 'refused'; END IF; RETURN NEW; END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse()
                """
        );

        await Assert.ThrowsAsync<HttpRequestException>(() => service.SendAsync("GET", "/api/export"));
        await service.Database.ExecuteAsync("INSERT INTO refused SELECT id FROM secrets WHERE name = 'S3'");
        Assert.Equal(503, (await service.SendAsync("GET", "/api/export")).Status);
    }
}
