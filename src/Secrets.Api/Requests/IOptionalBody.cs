namespace Secrets.Api.Requests;

/// <summary>Marks a request whose fields are all optional, so that the body may be absent.</summary>
internal interface IOptionalBody;
