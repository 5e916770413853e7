using Amazon.KeyManagementService;
using Amazon.Runtime;

namespace Secrets.Infrastructure.KeyRing;

/// <summary>A key ring whose keys never leave AWS KMS.</summary>
internal sealed class KmsKeyRingSource(KmsSettings settings) : IKeyRingSource
{
    private readonly string[] _keys = [settings.KeyId, .. settings.RetiredKeyIds];

    public string Setting => KmsClient.Setting;

    public string Location => $"AWS KMS ({string.Join(", ", _keys)})";

    public ValueTask<IKeyRing?> FindAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IKeyRing?>(Open());

    public ValueTask<IKeyRing> CreateAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IKeyRing>(Open());

    private KmsKeyRing Open()
    {
        var config = new AmazonKeyManagementServiceConfig
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 2,
            ConnectTimeout = TimeSpan.FromSeconds(1),
            Timeout = TimeSpan.FromSeconds(2),
        };
        if (settings.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName;
        }

        try
        {
            return new KmsKeyRing(new KmsClient(new AmazonKeyManagementServiceClient(config)), _keys);
        }
        catch (AmazonClientException)
        {
            throw new SettingException("AWS_REGION", $"is required with {Setting}, unless Encryption__KmsEndpoint is set.");
        }
    }
}
