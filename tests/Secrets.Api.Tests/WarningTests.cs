using System.Text.Json;
using System.Text.RegularExpressions;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

public sealed partial class WarningTests(Services services) : IClassFixture<Services>
{
    private const string Plain = "ghp_0123456789abcdef";

    [Theory]
    [OnBothDatabases("PLAIN_1", Plain)]
    [OnBothDatabases("TRAILING_NEWLINE", Plain + "\n", "value-ends-with-newline")]
    [OnBothDatabases("TRAILING_CRLF", Plain + "\r\n", "value-ends-with-newline")]
    [OnBothDatabases("LEADING_SPACE", " " + Plain, "value-surrounded-by-white-space")]
    [OnBothDatabases("TRAILING_TAB_NEWLINE", Plain + "\t\n", "value-ends-with-newline", "value-surrounded-by-white-space")]
    [OnBothDatabases("NO_BREAK_SPACE", Plain + "\u00a0", "value-surrounded-by-white-space")]
    [OnBothDatabases("INNER_SPACE", "correct horse battery staple")]
    [OnBothDatabases("EMPTY", "", "value-short")]
    [OnBothDatabases("SHORT", "1234567", "value-short")]
    [OnBothDatabases("NOT_SHORT", "k3bc9x2q")]
    [OnBothDatabases("COMMON", "PassWord", "value-common")]
    [OnBothDatabases("not-portable", Plain, "name-not-portable")]
    [OnBothDatabases("1ST", Plain, "name-not-portable")]
    [OnBothDatabases("ÄPFEL", Plain, "name-not-portable")]
    [OnBothDatabases("a b", " x\n", "value-ends-with-newline", "value-surrounded-by-white-space", "value-short", "name-not-portable")]
    public async Task Likely_mistakes_are_reported_in_a_header_and_never_in_the_body(
        StorageProvider provider,
        string name,
        string value,
        params string[] warnings
    )
    {
        var service = await services.OnAsync(provider);

        var created = await service.CreateAsync(name, value);
        var upserted = await service.SendJsonAsync("PUT", "/api/settings/secrets", JsonSerializer.Serialize(new { name, value }));
        var changed = await service.SetValueAsync(name, value);

        created.Is(200, """{"message":"Secret created successfully"}""");
        Assert.Equal(warnings, Warnings(created));
        Assert.Equal(warnings.Where(warning => warning.StartsWith("value", StringComparison.Ordinal)), Warnings(upserted));
        Assert.Equal(Warnings(upserted), Warnings(changed));
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_case_insensitive_duplicate_is_reported(StorageProvider provider)
    {
        await using var service = await RunningService.StartAsync(provider);
        Assert.Empty(Warnings(await service.CreateAsync("API_KEY", Plain)));

        Assert.Equal(["name-differs-only-in-case"], Warnings(await service.CreateAsync("Api_Key", Plain)));
        Assert.Empty(Warnings(await service.CreateAsync("API_KEY2", Plain)));
        Assert.Equal(["name-differs-only-in-case"], Warnings(await service.UpdateAsync("API_KEY2", "api_key")));
        Assert.Equal(
            ["name-differs-only-in-case"],
            Warnings(await service.SendJsonAsync("PUT", "/api/settings/secrets", $$"""{"name":"aPI_KEY","value":"{{Plain}}"}"""))
        );
        Assert.Equal(["name-not-portable"], Warnings(await service.UpdateAsync("api_key", "api key")));
        var other = await service.CreateKeyAsync("walter", "secrets:write");
        Assert.Empty(
            Warnings(
                await service.SendAsync(
                    "POST",
                    "/api/secrets",
                    JsonSerializer.SerializeToUtf8Bytes(new { name = "api_key", value = Plain }),
                    key: other
                )
            )
        );
    }

    [Theory]
    [OnBothDatabases("caf\u00E9", "cafe\u0301", "name-looks-like-another")]
    [OnBothDatabases("T\u00D6KEN", "t\u00F6ken", "name-differs-only-in-case")]
    [OnBothDatabases("\u041A\u041B\u042E\u0427", "\u043A\u043B\u044E\u0447", "name-differs-only-in-case")]
    [OnBothDatabases("INVISIBLE", "INVIS\u200BIBLE", "name-looks-like-another")]
    [OnBothDatabases("SPACE", "SPACE ", "name-looks-like-another")]
    [OnBothDatabases("WIDE", "\uFF37\uFF29\uFF24\uFF25", "name-looks-like-another")]
    public async Task A_name_that_looks_like_another_is_reported(StorageProvider provider, string name, string other, string warning)
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync(name, Plain);

        Assert.Contains(warning, Warnings(await service.CreateAsync(other, Plain)));

        await service.DeleteAsync(other);
        Assert.DoesNotContain(warning, Warnings(await service.CreateAsync("FREE" + name, Plain)));
        Assert.Contains(warning, Warnings(await service.UpdateAsync("FREE" + name, other)));
        await service.DeleteAsync(other);
        Assert.Contains(
            warning,
            Warnings(
                await service.SendJsonAsync("PUT", "/api/settings/secrets", JsonSerializer.Serialize(new { name = other, value = Plain }))
            )
        );
    }

    [Theory]
    [OnBothDatabases("admin\u202Etxt", "U+202E")]
    [OnBothDatabases("\u200Fadmin", "U+200F")]
    [OnBothDatabases("a\u2066dmin", "U+2066")]
    [OnBothDatabases("admin\u061C", "U+061C")]
    public async Task Bidirectional_controls_are_refused_in_names_and_old_names_with_them_can_be_read_and_deleted(
        StorageProvider provider,
        string name,
        string control
    )
    {
        var service = await services.OnAsync(provider);
        await service.CreateAsync("plain" + control, Plain);

        foreach (
            var refused in new[]
            {
                await service.CreateAsync(name, Plain),
                await service.UpdateAsync("plain" + control, name),
                await service.SendJsonAsync("PUT", "/api/settings/secrets", JsonSerializer.Serialize(new { name, value = Plain })),
            }
        )
        {
            Assert.Equal(422, refused.Status);
            Assert.Equal(
                $"String should not contain the bidirectional control {control}",
                refused.Json.GetProperty("detail")[0].GetProperty("msg").GetString()
            );
        }

        await service.Database.ExecuteAsync($"UPDATE secrets SET name = '{name}' WHERE name = 'plain{control}'");
        Assert.Contains(name, (await service.ListAsync()).Keys);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/secrets/" + Uri.EscapeDataString(name))).Status);
        Assert.Equal(200, (await service.DeleteAsync(name)).Status);
    }

    private static List<string> Warnings(ServiceResponse response)
    {
        Assert.Equal(200, response.Status);
        var header = response.Header("Secrets-Warning");
        Assert.True(header is null || Item().Count(header) == header.Split("\", ").Length, header);
        return header is null ? [] : [.. Item().Matches(header).Select(item => item.Groups["token"].Value)];
    }

    [GeneratedRegex("(?<token>[a-z-]+);text=\"[^\"]+\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Item();
}
