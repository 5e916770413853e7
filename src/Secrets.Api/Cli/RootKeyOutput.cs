using Secrets.Application.KeyRing;

namespace Secrets.Api.Cli;

/// <summary>Texts that the commands of the key ring share.</summary>
internal static class RootKeyOutput
{
    public static int NotFound(string id) => Output.NotFound($"The key ring has no key {id}.");

    public static string NamesOf(IEnumerable<RunningReplica> replicas) =>
        string.Join(", ", replicas.Select(replica => $"{replica.Name} ({replica.Id})"));
}
