using System.CommandLine;
using System.Text.Json.Nodes;
using Secrets.Application.Validation;

namespace Secrets.Api.Cli;

/// <summary>The options that change metadata of a secret, as the JSON merge patch that the API takes.</summary>
internal sealed class MetadataOptions
{
    private const string Never = "never";

    private readonly Option<string?> _description = new("--description") { Description = "The description; empty to remove it." };

    private readonly Option<string[]> _labels = new("--label")
    {
        Description = "Set a label, as key=value. May be repeated.",
        HelpName = "key=value",
    };

    private readonly Option<string[]> _removedLabels = new("--remove-label")
    {
        Description = "Remove a label by its key. May be repeated.",
        HelpName = "key",
    };

    private readonly Option<string?> _expiresAt = new("--expires-at")
    {
        Description = "When the secret expires: a time such as 2027-01-31T12:00:00Z, a duration from now such as 90d, or never.",
    };

    private readonly Option<string?> _rotateEveryDays = new("--rotate-every-days")
    {
        Description = "The age in days at which a value is due, or never.",
    };

    private readonly Option<bool?> _canary = new("--canary")
    {
        Description = "True for a secret that nobody is to reveal: each reveal then raises an alarm.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _description, _labels, _removedLabels, _expiresAt, _rotateEveryDays, _canary })
        {
            command.Add(option);
        }

        command.Validators.Add(parsed =>
        {
            if (parsed.GetResult(_labels)?.Tokens.Any(label => !label.Value.Contains('=', StringComparison.Ordinal)) is true)
            {
                parsed.AddError("--label must be key=value.");
            }

            if (parsed.GetResult(_expiresAt) is { Tokens: [var time] } && TimeOf(time.Value) is null && time.Value != Never)
            {
                parsed.AddError("--expires-at must be a time such as 2027-01-31T12:00:00Z, a duration such as 90d, or never.");
            }

            if (parsed.GetResult(_rotateEveryDays) is { Tokens: [var days] } && DaysOf(days.Value) is null && days.Value != Never)
            {
                parsed.AddError("--rotate-every-days must be a number of days from 1 to 3650, or never.");
            }
        });
    }

    /// <summary>Returns the patch; null if no option is given.</summary>
    public JsonObject? Read(ParseResult parsed)
    {
        var patch = new JsonObject();
        if (parsed.GetValue(_description) is { } description)
        {
            patch["description"] = description.Length == 0 ? null : description;
        }

        var labels = new JsonObject();
        foreach (var key in parsed.GetValue(_removedLabels) ?? [])
        {
            labels[key] = null;
        }

        foreach (var label in parsed.GetValue(_labels) ?? [])
        {
            labels[label[..label.IndexOf('=', StringComparison.Ordinal)]] = label[(label.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        if (labels.Count > 0)
        {
            patch["labels"] = labels;
        }

        if (parsed.GetValue(_expiresAt) is { } expiresAt)
        {
            patch["expires_at"] = TimeOf(expiresAt);
        }

        if (parsed.GetValue(_rotateEveryDays) is { } days)
        {
            patch["rotate_every_days"] = DaysOf(days);
        }

        if (parsed.GetValue(_canary) is { } canary)
        {
            patch["canary"] = canary;
        }

        return patch.Count == 0 ? null : patch;
    }

    private static string? TimeOf(string text) =>
        Duration.TryParse(text, out var duration) ? Rfc3339.Format(TimeProvider.System.GetUtcNow() + duration)
        : Rfc3339.TryParse(text, out var time) ? Rfc3339.FormatExactly(time)
        : null;

    private static long? DaysOf(string text) =>
        long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var days) ? days : null;
}
