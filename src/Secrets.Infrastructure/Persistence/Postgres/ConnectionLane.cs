namespace Secrets.Infrastructure.Persistence.Postgres;

/// <summary>The purpose of a connection, highest priority first. Each lane has connections that later lanes cannot take.</summary>
internal enum ConnectionLane
{
    Authentication,

    /// <summary>Writes, and reads that find their rows by an index.</summary>
    Regular,

    /// <summary>Reads that may take long, such as lists.</summary>
    Query,
}
