namespace Secrets.Api.Requests;

/// <summary>Marks a model of the path and the query of a request, which its validator checks before the action runs.</summary>
internal interface IParameters;
