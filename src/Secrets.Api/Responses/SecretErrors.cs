using Microsoft.AspNetCore.Mvc;

namespace Secrets.Api.Responses;

/// <summary>The contract's error responses about a secret.</summary>
internal static class SecretErrors
{
    public static NotFoundObjectResult NotFound(string id) => new(new ErrorResponse($"Secret with ID {id} not found"));

    public static NotFoundObjectResult VersionNotFound(string id, long version) =>
        new(new ErrorResponse($"Version {version} of secret with ID {id} not found"));

    public static BadRequestObjectResult VersionIsCurrent(string id, long version) =>
        new(new MessageResponse($"Version {version} is the current value of secret {id}. Set another value before you destroy it"));

    public static BadRequestObjectResult NameTaken(string name) => new(new MessageResponse($"Secret {name} already exists"));
}
