using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Secrets.Application;
using Secrets.Application.Encryption;

namespace Secrets.Infrastructure.KeyRing;

/// <summary>Calls AWS KMS with a time limit, and translates its failures.</summary>
/// <remarks>All calls may throw <see cref="StorageUnavailableException"/>.</remarks>
internal sealed class KmsClient(IAmazonKeyManagementService kms) : IDisposable
{
    public const string Setting = "Encryption__KmsKeyId";

    /// <summary>The limit of a call with the SDK's retries.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    public async Task<byte[]> EncryptAsync(
        string key,
        byte[] plaintext,
        Dictionary<string, string> context,
        CancellationToken cancellationToken
    )
    {
        using var stream = new MemoryStream(plaintext, writable: false);
        var request = new EncryptRequest
        {
            KeyId = key,
            Plaintext = stream,
            EncryptionContext = context,
        };
        var response = await CallAsync(token => kms.EncryptAsync(request, token), cancellationToken);
        return response.CiphertextBlob.ToArray();
    }

    /// <exception cref="DecryptionFailedException">Another key or context encrypted the data, or it is damaged.</exception>
    public async Task<MemoryStream> DecryptAsync(
        string key,
        byte[] ciphertext,
        Dictionary<string, string> context,
        CancellationToken cancellationToken
    )
    {
        using var stream = new MemoryStream(ciphertext, writable: false);
        var request = new DecryptRequest
        {
            KeyId = key,
            CiphertextBlob = stream,
            EncryptionContext = context,
        };
        var response = await CallAsync(token => kms.DecryptAsync(request, token), cancellationToken);
        return response.Plaintext;
    }

    public void Dispose() => kms.Dispose();

    private static async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CallTimeout);
        try
        {
            return await call(limit.Token);
        }
        catch (Exception e) when (e is InvalidCiphertextException or IncorrectKeyException)
        {
            throw new DecryptionFailedException();
        }
        catch (Exception e)
            when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            // Without the SDK's exception: a response that cannot be parsed may contain the key.
            throw new StorageUnavailableException($"AWS KMS failed: {ReasonOf(e).ReplaceLineEndings(" ")}", setting: Setting);
        }
    }

    private static string ReasonOf(Exception e) =>
        e switch
        {
            AmazonServiceException { ErrorCode.Length: > 0 } refused => $"{refused.ErrorCode}: {refused.Message}",
            HttpRequestException unreachable => unreachable.Message,
            AmazonClientException misconfigured => misconfigured.Message,
            OperationCanceledException => "it did not respond in time.",
            _ => "its response cannot be read.",
        };
}
