namespace Secrets.Api.Cli;

/// <summary>The exit codes of the program, as docs/operations.md lists them.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A setting cannot be used, or the database does not respond.</summary>
    public const int Unavailable = 1;

    /// <summary>The command line is not valid.</summary>
    public const int Usage = 2;

    /// <summary>The secret, owner, API key or root key does not exist.</summary>
    public const int NotFound = 3;

    /// <summary>Refused: an API key, a file with invalid lines, a secret that already exists, a key in use, or a shredded owner.</summary>
    public const int Refused = 4;

    /// <summary>The audit log was changed.</summary>
    public const int NotIntact = 5;

    /// <summary>The program to run cannot be executed, as in a shell.</summary>
    public const int CannotRun = 126;

    /// <summary>The program to run does not exist, as in a shell.</summary>
    public const int NoSuchProgram = 127;
}
