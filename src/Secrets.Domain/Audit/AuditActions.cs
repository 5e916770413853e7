namespace Secrets.Domain.Audit;

/// <summary>The actions of audit events.</summary>
public static class AuditActions
{
    public const string CreateSecret = "secret.create";
    public const string UpdateSecret = "secret.update";
    public const string SetValue = "secret.value";
    public const string RevealSecret = "secret.reveal";
    public const string ExportSecret = "secret.export";

    /// <summary>A canary was revealed or exported, beside the event of that. Only callers that may manage keys see it.</summary>
    public const string RevealCanary = "secret.reveal-canary";
    public const string DeleteSecret = "secret.delete";
    public const string RestoreSecret = "secret.restore";

    /// <summary>The secret has reached the time at which its value needs a successor.</summary>
    public const string SecretDue = "secret.due";

    /// <summary>An old version was destroyed.</summary>
    public const string DestroyVersion = "secret.destroy-version";

    /// <summary>A deleted secret was destroyed, after its retention or earlier by an API key.</summary>
    public const string PurgeSecret = "secret.purge";
    public const string ListDeletedSecrets = "deleted.list";
    public const string ImportSecrets = "secrets.import";
    public const string CreateApiKey = "key.create";

    /// <summary>A key created a child of itself.</summary>
    public const string CreateChildKey = "key.create-child";
    public const string RevokeApiKey = "key.revoke";
    public const string RotateApiKey = "key.rotate";
    public const string CreateOwner = "owner.create";
    public const string RotateOwnerKey = "owner.rotate-key";
    public const string ShredOwner = "owner.shred";
    public const string AddRootKey = "keyring.add";
    public const string PromoteRootKey = "keyring.promote";
    public const string RewrapKeys = "keyring.rewrap";
    public const string RetireRootKey = "keyring.retire";

    /// <summary>A block that a service had seen is missing. The event's version is the number of the block.</summary>
    public const string LoseBlock = "audit.lost-seal";

    /// <summary>Requests without a valid API key, counted over a period.</summary>
    public const string FailAuthentication = "authentication";

    /// <summary>The actions that make the event's version the current version of a secret.</summary>
    public static IReadOnlyList<string> GivingValues { get; } = [CreateSecret, SetValue, RestoreSecret];
}
