namespace Secrets.Api.Requests;

/// <summary>Marks a model of path and query parameters, which its validator checks before the action runs.</summary>
internal interface IParameters;
