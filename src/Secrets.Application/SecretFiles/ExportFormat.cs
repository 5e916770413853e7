namespace Secrets.Application.SecretFiles;

/// <summary>The format of an export.</summary>
public enum ExportFormat
{
    /// <summary>A .env file for docker compose.</summary>
    Env,

    /// <summary>Commands for a POSIX shell.</summary>
    Shell,

    /// <summary>A file for <c>docker run --env-file</c>, which has no quotes.</summary>
    Docker,

    /// <summary>Names, descriptions and values.</summary>
    Json,

    /// <inheritdoc cref="Json"/>
    Yaml,
}
