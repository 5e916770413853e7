using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Secrets.Infrastructure.Persistence.Sqlite;

/// <summary>
/// A parameter whose name has the prefix of the statements. Dapper gives names without one, and then the driver tries every prefix
/// in each statement of a command, which takes longer than to bind the value.
/// </summary>
internal sealed class PrefixedParameter : SqliteParameter
{
    private const string Prefix = "@";

    [AllowNull]
    public override string ParameterName
    {
        get => base.ParameterName;
        set =>
            base.ParameterName = string.IsNullOrEmpty(value) || value.StartsWith(Prefix, StringComparison.Ordinal) ? value : Prefix + value;
    }
}
