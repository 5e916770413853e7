namespace Secrets.Api.Responses;

/// <summary>The use of an API key from one client IP. The command line has an empty one.</summary>
public sealed record KeyReportClient(string ClientIp, long Events, DateTimeOffset FirstAt, DateTimeOffset LastAt);
