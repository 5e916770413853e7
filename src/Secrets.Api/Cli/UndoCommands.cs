using Secrets.Domain.Owners;

namespace Secrets.Api.Cli;

/// <summary>Lists the commands that take back what API keys did, in the order in which they should be run.</summary>
internal static class UndoCommands
{
    public static IReadOnlyList<string> Of(IEnumerable<KeyUse> keys, IEnumerable<SecretUse> secrets)
    {
        var (all, commands) = (secrets.ToList(), new List<string>());
        Add("active keys: revoke them", keys.Where(key => key.IsActive is not false).Select(Revoke));
        Add("created by the keys: delete them, unless you need them", all.Where(IsLeft(secret => secret.IsCreated)).Select(Delete));
        Add(
            "read by the keys: issue new values where these were issued, then set them here",
            all.Where(IsLeft(secret => secret is { IsRevealed: true, IsCreated: false })).Select(Set)
        );
        Add(
            "changed by the keys: restore the value from before",
            all.Where(IsLeft(secret => secret is { IsRevealed: false, IsCreated: false, FirstVersion: > 1 })).Select(RollBack)
        );
        Add("deleted by the keys: restore them", all.Where(secret => secret is { IsDeleted: true, Name: not null }).Select(Undelete));
        Add(
            "renamed or described by the keys: compare with a backup",
            all.Where(IsLeft(secret => secret.IsUpdated)).Select(secret => $"# {NameOf(secret)}")
        );
        Add(
            "destroyed by the keys, in whole or in part: only a backup has what is gone",
            all.Where(secret => secret.IsDestroyed).Select(secret => $"# {NameOf(secret)}")
        );
        return commands;

        void Add(string reason, IEnumerable<string> lines)
        {
            if (lines.ToList() is [_, ..] some)
            {
                commands.Add($"# {reason}");
                commands.AddRange(some);
            }
        }
    }

    private static Func<SecretUse, bool> IsLeft(Func<SecretUse, bool> condition) =>
        secret => secret is { IsDeleted: false, Name: not null } && condition(secret);

    private static string Revoke(KeyUse key) => $"secrets keys revoke{OwnerOption(key.Owner)} {key.Id}";

    private static string Delete(SecretUse secret) => $"secrets delete{OwnerOption(secret.Owner)} {Quote(secret.Name!)}";

    private static string Set(SecretUse secret) => $"secrets set{OwnerOption(secret.Owner)} {Quote(secret.Name!)}";

    private static string RollBack(SecretUse secret) =>
        $"secrets rollback{OwnerOption(secret.Owner)} {Quote(secret.Name!)} {secret.FirstVersion - 1}";

    private static string Undelete(SecretUse secret) =>
        $"secrets undelete{OwnerOption(secret.Owner)} --id {secret.Id} {Quote(secret.Name!)}";

    private static string NameOf(SecretUse secret) => secret.Name ?? $"{secret.Id}";

    private static string OwnerOption(string owner) => owner == Owner.Default.Name ? "" : $" --owner {Quote(owner)}";

    // For a POSIX shell. A name that begins with a dash would be an option.
    private static string Quote(string text)
    {
        var quoted = text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '-')
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
        return text.StartsWith('-') ? $"-- {quoted}" : quoted;
    }
}
