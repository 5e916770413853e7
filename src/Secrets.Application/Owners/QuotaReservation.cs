namespace Secrets.Application.Owners;

/// <summary>Room for something that is about to be stored. Disposing it returns the room, unless <see cref="Keep"/> was called.</summary>
internal sealed class QuotaReservation(OwnerUsage usage, int count) : IDisposable
{
    private bool _isStored;

    public void Keep() => _isStored = true;

    public void Dispose() => usage.End(count, _isStored);
}
