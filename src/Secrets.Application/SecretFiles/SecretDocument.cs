using Secrets.Application.Secrets.PatchMetadata;
using Secrets.Application.Validation;
using Secrets.Domain.Secrets;

namespace Secrets.Application.SecretFiles;

/// <summary>
/// Reads the shape that exports in JSON and YAML have: an object with a list <c>secrets</c> of objects with <c>name</c>, <c>value</c>
/// and optionally metadata, and optionally lists <c>not_decrypted</c> and <c>expired</c> of names.
/// </summary>
internal static class SecretDocument
{
    public const string Secrets = "secrets";
    public const string Name = "name";
    public const string Description = "description";
    public const string Value = "value";
    public const string NotDecrypted = "not_decrypted";
    public const string Expired = "expired";

    private const string Shape =
        $"The file should be an object with a list {Secrets} of objects, each with {Name}, {Value} and optionally metadata";

    public static void Read<TTokens>(ref TTokens tokens, EntryCollector collected)
        where TTokens : IDocumentTokens, allows ref struct
    {
        Expect(ref tokens, tokens.Read(), DocumentToken.ObjectStart);
        var hasSecrets = false;
        for (var token = tokens.Read(); token != DocumentToken.ObjectEnd; token = tokens.Read())
        {
            Expect(ref tokens, token, DocumentToken.Text);
            var field = tokens.GetText().Value;
            if (field == Secrets && !hasSecrets)
            {
                hasSecrets = true;
                Expect(ref tokens, tokens.Read(), DocumentToken.ListStart);
                if (!TryReadSecrets(ref tokens, collected))
                {
                    return;
                }
            }
            else if (
                (field == NotDecrypted && collected.NotDecrypted.Count == 0)
                || (field == Expired && collected.Expired.Count == 0)
            )
            {
                Expect(ref tokens, tokens.Read(), DocumentToken.ListStart);
                for (token = tokens.Read(); token != DocumentToken.ListEnd; token = tokens.Read())
                {
                    Expect(ref tokens, token, DocumentToken.Text);
                    if (!collected.TryAddMissing(tokens.GetText().Value ?? "", isExpired: field == Expired))
                    {
                        return;
                    }
                }
            }
            else
            {
                throw new DocumentException(tokens.Line, Shape);
            }
        }

        if (!hasSecrets)
        {
            throw new DocumentException(tokens.Line, Shape);
        }

        Expect(ref tokens, tokens.Read(), DocumentToken.End);
    }

    private static bool TryReadSecrets<TTokens>(ref TTokens tokens, EntryCollector collected)
        where TTokens : IDocumentTokens, allows ref struct
    {
        var number = 1;
        for (var token = tokens.Read(); token != DocumentToken.ListEnd; token = tokens.Read())
        {
            if (!collected.TryMakeRoom())
            {
                return false;
            }

            var line = tokens.Line;
            if (token != DocumentToken.ObjectStart)
            {
                collected.AddInvalid(line, $"Secret {number}: should be an object with {Name} and {Value}");
                Skip(ref tokens, token);
            }
            else if (Read(ref tokens, line, out var entry) is { } fault)
            {
                collected.AddInvalid(line, $"Secret {number}: {fault}");
            }
            else
            {
                collected.Add(entry!);
            }

            number++;
        }

        return true;
    }

    /// <summary>Reads one secret to its end.</summary>
    /// <returns>The first mistake, or null.</returns>
    private static string? Read<TTokens>(ref TTokens tokens, int line, out SecretEntry? entry)
        where TTokens : IDocumentTokens, allows ref struct
    {
        var (name, description, value) = (new Submitted<string>(), new Submitted<string>(), new Submitted<SecretValue>());
        var metadata = MetadataPatch.None;
        string? fault = null;
        for (var token = tokens.Read(); token != DocumentToken.ObjectEnd; token = tokens.Read())
        {
            var field = token == DocumentToken.Text ? tokens.GetText().Value : null;
            if (token is not (DocumentToken.Text or DocumentToken.Null or DocumentToken.Other))
            {
                throw new DocumentException(tokens.Line, Shape);
            }

            token = tokens.Read();
            if (DocumentMetadata.Includes(field))
            {
                var mistake = DocumentMetadata.Read(ref tokens, field!, token, ref metadata);
                fault ??= mistake;
                continue;
            }

            switch (field)
            {
                case Name when name.Kind == SubmittedKind.Absent:
                    name = token == DocumentToken.Text ? tokens.GetText() : new(KindOf(token));
                    fault ??= FaultOf(Name, name.Kind, tokens.NotText);
                    break;
                case Description when description.Kind == SubmittedKind.Absent:
                    description = token == DocumentToken.Text ? tokens.GetText() : new(KindOf(token));
                    fault ??= description.Kind == SubmittedKind.Null ? null : FaultOf(Description, description.Kind, tokens.NotText);
                    break;
                case Value when value.Kind == SubmittedKind.Absent:
                    value = token == DocumentToken.Text ? tokens.GetValue() : new(KindOf(token));
                    fault ??= FaultOf(Value, value.Kind, tokens.NotText);
                    break;
                case Name or Description or Value:
                    fault ??= $"{field} occurs twice";
                    break;
                default:
                    fault ??= $"should have no other fields than {Name}, {Value} and metadata";
                    break;
            }

            Skip(ref tokens, token);
        }

        fault ??= name.Kind == SubmittedKind.Absent ? $"{Name} is missing" : null;
        fault ??= value.Kind == SubmittedKind.Absent ? $"{Value} is missing" : null;
        if (fault is not null)
        {
            value.Value?.Dispose();
        }

        entry = fault is null ? new SecretEntry(line, name.Required, description.Value, value.Required, []) { Metadata = metadata } : null;
        return fault;
    }

    private static SubmittedKind KindOf(DocumentToken token) => token == DocumentToken.Null ? SubmittedKind.Null : SubmittedKind.WrongType;

    private static string? FaultOf(string field, SubmittedKind kind, string notText) =>
        kind switch
        {
            SubmittedKind.Present => null,
            SubmittedKind.NotUnicode => $"{field} should be valid Unicode",
            _ => $"{field} {notText}",
        };

    /// <summary>Reads the rest of an object or a list.</summary>
    public static void Skip<TTokens>(ref TTokens tokens, DocumentToken token)
        where TTokens : IDocumentTokens, allows ref struct
    {
        for (var depth = 0; ; token = tokens.Read())
        {
            depth += token switch
            {
                DocumentToken.ObjectStart or DocumentToken.ListStart => 1,
                DocumentToken.ObjectEnd or DocumentToken.ListEnd => -1,
                DocumentToken.End => throw new DocumentException(tokens.Line, Shape),
                _ => 0,
            };
            if (depth == 0)
            {
                return;
            }
        }
    }

    private static void Expect<TTokens>(ref TTokens tokens, DocumentToken token, DocumentToken expected)
        where TTokens : IDocumentTokens, allows ref struct
    {
        if (token != expected)
        {
            throw new DocumentException(tokens.Line, Shape);
        }
    }
}
