namespace Secrets.Api.Contracts;

/// <summary>What was done, or why it was not: <c>{"message":"…"}</c>.</summary>
public sealed record MessageResponse(string Message);

/// <summary>What was not found: <c>{"error":"…"}</c>.</summary>
public sealed record ErrorResponse(string Error);

/// <summary>Any other failure: <c>{"detail":"…"}</c>.</summary>
public sealed record DetailResponse(string Detail);

/// <summary>Everything wrong with a request, <c>HTTPValidationError</c> in the contract.</summary>
public sealed record ValidationResponse(IReadOnlyList<ValidationEntry> Detail)
{
    /// <summary>More failures are counted in a last entry.</summary>
    public const int MaxEntries = 100;
}

/// <summary>One thing wrong with a request.</summary>
/// <param name="Loc">Where: names (string) and positions (long), such as body, name.</param>
public sealed record ValidationEntry(IReadOnlyList<object> Loc, string Msg, string Type);

/// <summary>The answer to GET /api/secrets, <c>GETCustomSecrets</c> in the contract.</summary>
public sealed record SecretList(IReadOnlyList<SecretListEntry> CustomSecrets);

/// <summary>A secret without its value. The description is empty where there is none.</summary>
public sealed record SecretListEntry(string Name, string Description);

/// <summary>How the service is: ok, ready or unavailable.</summary>
public sealed record StatusResponse(string Status);
