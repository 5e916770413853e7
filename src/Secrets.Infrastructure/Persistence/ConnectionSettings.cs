using System.Data.Common;
using System.Security.Cryptography;

namespace Secrets.Infrastructure.Persistence;

/// <summary>
/// Reads connection strings. Messages name the keyword that is not valid, but never show values or unknown keywords: these may be part of
/// a password.
/// </summary>
internal static class ConnectionSettings
{
    public const string Setting = "ConnectionStrings__Secrets";

    /// <exception cref="SettingException">A keyword or value is not valid.</exception>
    public static T Read<T>(string connectionString)
        where T : DbConnectionStringBuilder, new()
    {
        var given = new DbConnectionStringBuilder();
        try
        {
            given.ConnectionString = connectionString;
        }
        catch (ArgumentException)
        {
            throw new SettingException(
                Setting,
                "not a connection string: it has the form keyword=value;keyword=value, and a value with a semicolon needs quotes."
            );
        }

        var builder = new T();
        foreach (var keyword in given.Keys.Cast<string>())
        {
            try
            {
                builder[keyword] = given[keyword];
            }
            catch (Exception e)
                when (e is ArgumentException or FormatException or OverflowException or InvalidCastException or NotSupportedException)
            {
                throw new SettingException(
                    Setting,
                    builder.ContainsKey(keyword)
                        ? $"the value of '{keyword}' cannot be used."
                        : "not a connection string that this database can use: a keyword is not known. "
                            + "Check Storage__Provider, and put quotes around a value with a semicolon."
                );
            }
        }

        return builder;
    }

    /// <summary>
    /// Runs the first connection. It reads the files that the connection string names, and checks values that are only used by connecting.
    /// </summary>
    /// <exception cref="SettingException">The connection string cannot be used.</exception>
    public static async Task<T> NameFailuresAsync<T>(Func<Task<T>> connect)
    {
        try
        {
            return await connect();
        }
        catch (Exception e)
            when (e
                    is ArgumentException
                        or FormatException
                        or InvalidOperationException
                        or NotSupportedException
                        or CryptographicException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            throw new SettingException(Setting, e.Message.ReplaceLineEndings(" "));
        }
    }
}
