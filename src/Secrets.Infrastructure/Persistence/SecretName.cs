namespace Secrets.Infrastructure.Persistence;

/// <summary>What a caller finds a secret by.</summary>
internal sealed record SecretName(Guid OwnerId, string Name)
{
    public static object ColumnsOf(IReadOnlyList<SecretName> names) =>
        new { OwnerId = names.Select(name => name.OwnerId).ToArray(), Name = names.Select(name => name.Name).ToArray() };
}
