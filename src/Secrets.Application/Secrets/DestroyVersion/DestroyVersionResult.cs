namespace Secrets.Application.Secrets.DestroyVersion;

public enum DestroyVersionResult
{
    Destroyed,

    /// <summary>The secret does not exist, or does not keep the version.</summary>
    NotFound,

    /// <summary>The current version cannot be destroyed alone.</summary>
    IsCurrent,
}
