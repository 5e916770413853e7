namespace Secrets.Application.ApiKeys;

/// <summary>Limits concurrent look-ups of unknown keys, so that a flood of them cannot starve known ones.</summary>
public sealed class UnknownKeyLimit : IDisposable
{
    private const int MaxLookups = 4;

    private readonly SemaphoreSlim _slots = new(MaxLookups);

    public async Task<T> RunAsync<T>(Func<Task<T>> lookUp, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await lookUp();
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();
}
