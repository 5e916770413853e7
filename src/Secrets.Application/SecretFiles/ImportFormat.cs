namespace Secrets.Application.SecretFiles;

/// <summary>The format of a file that is imported.</summary>
public enum ImportFormat
{
    /// <summary>NAME=value, as docker compose reads it.</summary>
    Env,
    Json,
    Yaml,
}
