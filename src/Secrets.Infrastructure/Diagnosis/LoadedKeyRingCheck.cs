using Secrets.Application.Diagnosis;
using Secrets.Infrastructure.Persistence;

namespace Secrets.Infrastructure.Diagnosis;

internal sealed class LoadedKeyRingCheck(InstallationRepository repository, Installation installation)
{
    private const string What = "key ring";

    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        if (await repository.FindIdAsync(cancellationToken) is null)
        {
            return new Finding(What, IsFault: true, "the database is empty: starting the service fills it.");
        }

        try
        {
            await installation.OpenAsync(cancellationToken);
            var ring = installation.Ring;
            return new Finding(
                What,
                IsFault: false,
                $"{ring.Ids.Count} keys, {ring.ActiveId} active. It has all keys that the database needs, and they match it."
            );
        }
        catch (SettingException e)
        {
            return new Finding(
                What,
                IsFault: true,
                $"{e.Message} Restore the key ring from its backup. Without it nothing can be decrypted."
            );
        }
    }
}
