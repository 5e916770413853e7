namespace Secrets.Application.Secrets.ImportSecrets;

/// <summary>The treatment of a secret that already exists with another value.</summary>
public enum CollisionPolicy
{
    /// <summary>Imports nothing.</summary>
    Fail,

    /// <summary>Keeps the secret unchanged.</summary>
    Skip,

    /// <summary>Sets the value of the file.</summary>
    Replace,
}
