namespace Secrets.Domain.Owners;

/// <summary>The namespace of secrets and API keys. Each of them belongs to one owner.</summary>
public sealed record Owner(Guid Id, string Name)
{
    /// <summary>The owner that every installation has from the start. Its id is the same in all of them.</summary>
    public static Owner Default { get; } = new(new Guid("00000000-0000-7000-8000-000000000001"), "default");

    /// <summary>False for the default owner, which the installation needs.</summary>
    public bool CanBeShredded => Id != Default.Id;
}
