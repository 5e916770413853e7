namespace Secrets.Application.SecretFiles;

/// <summary>
/// Environment variables that steer the loader, a shell, a language runtime or a tool that runs other programs. A user who may write such
/// a secret could choose the code that runs, so <c>run</c> passes them on only with <c>--allow</c>.
/// </summary>
public static class SteeringVariables
{
    /// <summary>The names, in groups. A name with * at its end is a prefix.</summary>
    public static readonly IReadOnlyList<(string Group, string[] Names)> Groups =
    [
        ("loader", ["LD_*", "DYLD_*", "GLIBC_TUNABLES", "GCONV_PATH", "LOCPATH", "NLSPATH", "MALLOC_*", "OPENSSL_*"]),
        (
            "shell",
            [
                "PATH",
                "HOME",
                "SHELL",
                "IFS",
                "ENV",
                "BASH_ENV",
                "BASH_FUNC_*",
                "BASHOPTS",
                "SHELLOPTS",
                "PROMPT_COMMAND",
                "PS4",
                "CDPATH",
                "FPATH",
                "ZDOTDIR",
                "XDG_*",
                "TMPDIR",
                "COMSPEC",
                "PATHEXT",
                "PSMODULEPATH",
            ]
        ),
        (
            "runtimes",
            [
                "NODE_OPTIONS",
                "NODE_PATH",
                "NODE_EXTRA_CA_CERTS",
                "NODE_TLS_REJECT_UNAUTHORIZED",
                "NPM_CONFIG_SCRIPT_SHELL",
                "NPM_CONFIG_NODE_OPTIONS",
                "NPM_CONFIG_PREFIX",
                "NPM_CONFIG_USERCONFIG",
                "NPM_CONFIG_GLOBALCONFIG",
                "PYTHONPATH",
                "PYTHONHOME",
                "PYTHONSTARTUP",
                "PYTHONUSERBASE",
                "PYTHONBREAKPOINT",
                "PYTHONINSPECT",
                "PYTHONWARNINGS",
                "PERL5LIB",
                "PERLLIB",
                "PERL5OPT",
                "PERL5DB",
                "RUBYLIB",
                "RUBYOPT",
                "GEM_HOME",
                "GEM_PATH",
                "BUNDLE_GEMFILE",
                "BUNDLE_PATH",
                "JAVA_TOOL_OPTIONS",
                "_JAVA_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "JAVA_HOME",
                "CLASSPATH",
                "MAVEN_OPTS",
                "GRADLE_OPTS",
                "DOTNET_*",
                "COMPlus_*",
                "CORECLR_*",
                "COR_*",
                "ASPNETCORE_*",
                "PHPRC",
                "PHP_INI_SCAN_DIR",
                "LUA_PATH*",
                "LUA_CPATH*",
                "LUA_INIT*",
                "GOFLAGS",
                "GOROOT",
                "CARGO_HOME",
                "CARGO_BUILD_*",
                "CARGO_TARGET_*",
                "RUSTC*",
                "RUSTFLAGS",
                "R_HOME",
                "R_PROFILE*",
                "R_ENVIRON*",
            ]
        ),
        (
            "tools",
            [
                "EDITOR",
                "VISUAL",
                "PAGER",
                "MANPAGER",
                "BROWSER",
                "LESSOPEN",
                "LESSCLOSE",
                "GIT_CONFIG*",
                "GIT_EXEC_PATH",
                "GIT_SSH",
                "GIT_SSH_COMMAND",
                "GIT_ASKPASS",
                "GIT_EDITOR",
                "GIT_SEQUENCE_EDITOR",
                "GIT_PAGER",
                "GIT_EXTERNAL_DIFF",
                "GIT_PROXY_COMMAND",
                "GIT_TEMPLATE_DIR",
                "SSH_ASKPASS",
                "SUDO_ASKPASS",
                "MAKEFLAGS",
                "MAKEFILES",
            ]
        ),
    ];

    public static bool Includes(string name) => Groups.Any(group => group.Names.Any(pattern => Matches(name, pattern)));

    // Windows does not tell upper from lower case, and neither does this: names such as Path would otherwise pass there.
    internal static bool Matches(string name, string pattern) =>
        pattern.EndsWith('*')
            ? name.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
            : string.Equals(name, pattern, StringComparison.OrdinalIgnoreCase);
}
