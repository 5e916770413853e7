namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>What a connection is for. The earlier goes first, and has connections that those after it cannot take.</summary>
internal enum ConnectionLane
{
    Authentication,

    /// <summary>Writes, and reads that find their rows by an index.</summary>
    Regular,

    /// <summary>Reads that may take long, such as lists.</summary>
    Query,
}
