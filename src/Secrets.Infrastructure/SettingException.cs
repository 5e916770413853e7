namespace Secrets.Infrastructure;

/// <summary>The service cannot start as it is set up. The message names the setting and holds no secret.</summary>
public sealed class SettingException(string setting, string problem) : Exception($"{setting}: {problem}");
