// A secret's life through the C# client that NSwag generated from the document of the service at URL, with the key KEY.
using System.Runtime.CompilerServices;
using System.Text.Json;
using Secrets.Client;

const string Value = "-----BEGIN KEY-----\nä \"秘密\" 🔑\\n\n-----END KEY-----\n";
var url = Environment.GetEnvironmentVariable("URL");
var name = $"nswag/c# 100%2F? {Guid.NewGuid()}";
var renamed = $"{name} renamed";
var client = ClientWith(Environment.GetEnvironmentVariable("KEY"));
try
{
    await LifeAsync();
    await VersionsAsync();
    await RefusalsAsync();
    Console.WriteLine("the generated C# client holds");
    return 0;
}
catch (Exception exception)
{
    Console.Error.WriteLine(exception);
    return 1;
}
finally
{
    foreach (var left in new[] { name, renamed })
    {
        try
        {
            await client.Delete_custom_secret_api_secrets__secret_id__deleteAsync(left);
        }
        catch (ApiException)
        {
            // Gone already.
        }
    }
}

async Task LifeAsync()
{
    var created = await client.Create_custom_secret_api_secrets_postAsync(
        new CustomSecretModel
        {
            Name = name,
            Value = Value,
            Description = "made by a generated client",
        }
    );
    Equal("Secret created successfully", created["message"]);
    Equal("made by a generated client", (await ListedAsync(name))?.Description);
    Equal(Value, await client.Reveal_secretAsync(name));

    var updated = await client.Update_custom_secret_api_secrets__secret_id__putAsync(
        name,
        new CustomSecretWithoutValueModel { Name = renamed, Description = "renamed" }
    );
    Equal("Secret updated successfully", updated["message"]);
    Equal(null, await ListedAsync(name));
    Equal("renamed", (await ListedAsync(renamed))?.Description);
    Equal(Value, await client.Reveal_secretAsync(renamed));

    var deleted = await client.Delete_custom_secret_api_secrets__secret_id__deleteAsync(renamed);
    Equal("Secret deleted successfully", ((JsonElement)deleted).GetProperty("message").GetString());
    Equal(null, await ListedAsync(renamed));
}

async Task VersionsAsync()
{
    await client.Create_custom_secret_api_secrets_postAsync(new CustomSecretModel { Name = name, Value = "first" });
    await client.Put_secret_valueAsync(name, new SetSecretValueRequest { Value = Value });
    Equal(2L, (await client.Get_secretAsync(name)).Version);
    Equal(
        "2 True, 1 False",
        string.Join(", ", (await client.List_secret_versionsAsync(name)).Versions.Select(version => $"{version.Number} {version.Current}"))
    );
    Equal("first", await client.Reveal_secretAsync(name, version: 1));
    Equal(Value, await client.Reveal_secretAsync(name));

    await client.Restore_secret_versionAsync(name, 1);
    Equal("first", await client.Reveal_secretAsync(name));
    await client.Delete_custom_secret_api_secrets__secret_id__deleteAsync(name);
}

async Task RefusalsAsync()
{
    var missing = $"Secret with ID {name} not found";
    Equal(missing, (await ThrowsAsync<ErrorResponse>(404, () => client.Reveal_secretAsync(name))).Error);
    Equal(
        missing,
        (await ThrowsAsync<ErrorResponse>(404, () => client.Delete_custom_secret_api_secrets__secret_id__deleteAsync(name))).Error
    );
    Equal(
        missing,
        (
            await ThrowsAsync<ErrorResponse>(404, () =>
                client.Update_custom_secret_api_secrets__secret_id__putAsync(name, new CustomSecretWithoutValueModel { Name = name })
            )
        ).Error
    );

    var invalid = await ThrowsAsync<HTTPValidationError>(422, () =>
        client.Create_custom_secret_api_secrets_postAsync(new CustomSecretModel { Name = "", Value = Value })
    );
    Equal("body.name string_too_short", string.Join("; ", invalid.Detail.Select(error => $"{string.Join('.', error.Loc)} {error.Type}")));

    // The description that is not set is sent as null.
    await client.Create_custom_secret_api_secrets_postAsync(new CustomSecretModel { Name = name, Value = "" });
    Equal("", (await ListedAsync(name))?.Description);
    Equal("", await client.Reveal_secretAsync(name));
    Equal(
        $"Secret {name} already exists",
        (
            await ThrowsAsync<MessageResponse>(400, () =>
                client.Create_custom_secret_api_secrets_postAsync(new CustomSecretModel { Name = name, Value = Value })
            )
        ).Message
    );

    Equal(
        "Unauthorized",
        (await ThrowsAsync<DetailResponse>(401, () => ClientWith("csk_this-is-no-key-of-the-service").Reveal_secretAsync(name))).Detail
    );
}

SecretsClient ClientWith(string? key) => new(url, new HttpClient { DefaultRequestHeaders = { { "X-Session-API-Key", key } } });

async Task<CustomSecretWithoutValueModel?> ListedAsync(string wanted) =>
    (await client.Load_custom_secrets_names_api_secrets_getAsync()).Custom_secrets.SingleOrDefault(secret => secret.Name == wanted);

static async Task<TResponse> ThrowsAsync<TResponse>(
    int status,
    Func<Task> call,
    [CallerArgumentExpression(nameof(call))] string? what = null
)
{
    try
    {
        await call();
    }
    catch (ApiException<TResponse> exception)
    {
        Equal(status, exception.StatusCode, what);
        return exception.Result;
    }

    throw new InvalidOperationException($"{what} was not refused");
}

static void Equal(object? expected, object? actual, [CallerArgumentExpression(nameof(actual))] string? what = null)
{
    if (!Equals(expected, actual))
    {
        throw new InvalidOperationException($"{what}: expected {expected ?? "null"}, got {actual ?? "null"}");
    }
}
