namespace Secrets.Api.Cli;

/// <summary>How good a state is. It has a color on a terminal.</summary>
internal enum Tone
{
    Good,
    Doubtful,
    Bad,
}
