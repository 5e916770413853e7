using System.Net.Sockets;
using System.Text;

namespace Secrets.Api.Tests;

/// <summary>A connection that sends just the bytes it is given.</summary>
internal sealed class RawConnection(TcpClient client) : IDisposable
{
    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        return new RawConnection(client);
    }

    /// <returns>What comes back until the service closes the connection.</returns>
    public async Task<string> SendAsync(string text)
    {
        try
        {
            await WriteAsync(text);
        }
        catch (IOException)
        {
            // It is closed already; what it said before is still there.
        }

        return await ReadAsync();
    }

    public async Task WriteAsync(string text) => await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <returns>What comes back first.</returns>
    public async Task<string> SendAndReadSomeAsync(string text)
    {
        await WriteAsync(text);
        var buffer = new byte[4096];
        return Encoding.Latin1.GetString(
            buffer,
            0,
            await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30))
        );
    }

    public async Task<string> ReadAsync()
    {
        var response = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) is > 0 and var count)
            {
                response.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // Closed without ceremony.
        }

        return response.ToString();
    }

    public void Dispose() => client.Dispose();
}
