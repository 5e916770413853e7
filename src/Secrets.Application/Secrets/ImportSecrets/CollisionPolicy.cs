namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>The treatment of a secret that already exists with another value.</summary>
public enum CollisionPolicy
{
    /// <summary>Nothing is imported.</summary>
    Fail,

    /// <summary>The secret stays as it is.</summary>
    Skip,

    /// <summary>The secret gets the value of the file.</summary>
    Replace,
}
