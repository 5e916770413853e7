namespace Secrets.Infrastructure;

/// <summary>A setting that cannot be used. The message names the setting and contains no secret.</summary>
public sealed class SettingException(string setting, string problem) : Exception($"{setting}: {problem}");
