namespace Secrets.Api.Responses;

/// <summary>How often something was done.</summary>
/// <param name="Action">The action, or the scope that denied requests lacked.</param>
/// <param name="Result">done, denied or failed.</param>
public sealed record KeyReportAction(string Action, string Result, long Count, DateTimeOffset LastAt);
