namespace Secrets.Api.Requests;

/// <summary>Marks a request whose fields are all optional, so that it may come without a body.</summary>
internal interface IOptionalBody;
