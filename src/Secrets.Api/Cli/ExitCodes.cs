namespace Secrets.Api.Cli;

/// <summary>Exit codes of the program, as docs/operations.md lists them.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A setting cannot be used, or the database does not answer.</summary>
    public const int Unavailable = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>There is no such owner, API key or key of the ring.</summary>
    public const int NotFound = 3;

    /// <summary>It is refused: the API key, a file with invalid lines, a secret that exists already, a key that is in use, a shredded owner.</summary>
    public const int Refused = 4;

    /// <summary>The audit log is not as it was written.</summary>
    public const int NotWhole = 5;

    /// <summary>The program that is to be run cannot be, as in a shell.</summary>
    public const int CannotRun = 126;

    /// <summary>There is no such program, as in a shell.</summary>
    public const int NoSuchProgram = 127;
}
