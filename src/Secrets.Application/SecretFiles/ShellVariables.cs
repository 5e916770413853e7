namespace Secrets.Application.SecretFiles;

/// <summary>
/// Variables of shells: prompts and files that they run, numbers that they evaluate, and what they set themselves. In bash
/// <c>RANDOM='a[$(command)]'</c> runs the command, although it is in single quotes.
/// </summary>
internal static class ShellVariables
{
    // A name with * at its end is a prefix.
    private static readonly string[] Names =
    [
        "_",
        "ARGC",
        "ARGV",
        "BASH*",
        "BAUD",
        "COLUMNS",
        "COMP_*",
        "COMPREPLY",
        "COPROC",
        "DIRSTACK*",
        "EGID",
        "EPOCHREALTIME",
        "EPOCHSECONDS",
        "ERRNO",
        "EUID",
        "FCEDIT",
        "FUNCNAME",
        "FUNCNEST",
        "GID",
        "GROUPS",
        "HIST*",
        "INPUTRC",
        "JOBMAX",
        "KEYTIMEOUT",
        "KSH*",
        "LINENO",
        "LINES",
        "LISTMAX",
        "LOGCHECK",
        "MAILCHECK",
        "MAILPATH",
        "MAPFILE",
        "MODULE_PATH",
        "OPTARG",
        "OPTERR",
        "OPTIND",
        "PGRP",
        "PIPESTATUS",
        "POSH*",
        "PPID",
        "PROMPT*",
        "PS0",
        "PS1",
        "PS2",
        "PS3",
        "RANDOM",
        "READLINE_*",
        "REPLY",
        "REPORTMEMORY",
        "REPORTTIME",
        "RPROMPT*",
        "RPS1",
        "RPS2",
        "SAVEHIST",
        "SECONDS",
        "SHLVL",
        "SPROMPT",
        "SRANDOM",
        "STATUS",
        "TMOUT",
        "TRY_BLOCK_*",
        "TTYIDLE",
        "UID",
        "USER_ID",
        "ZSH_*",
    ];

    // zsh has some of them in lower case too.
    public static bool Includes(string name) => Names.Any(pattern => SteeringVariables.Matches(name, pattern));
}
