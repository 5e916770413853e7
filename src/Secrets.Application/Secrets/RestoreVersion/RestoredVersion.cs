namespace Secrets.Application.Secrets.RestoreVersion;

/// <param name="ValueState">See <see cref="Domain.Secrets.Secret.ValueState"/>.</param>
public sealed record RestoredVersion(Guid ValueState);
