using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.GenerateSecret;

/// <summary>The names of the alphabets in requests and responses, such as <c>base64url</c>. The first one is the default.</summary>
public static class AlphabetNames
{
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<ValueAlphabet>().Select(Of)];

    public static string Of(ValueAlphabet alphabet) => alphabet.ToString().ToLowerInvariant();

    /// <summary>Returns null for an unknown name.</summary>
    public static ValueAlphabet? Find(string name) =>
        Enum.GetValues<ValueAlphabet>().Cast<ValueAlphabet?>().FirstOrDefault(alphabet => Of(alphabet!.Value) == name);
}
