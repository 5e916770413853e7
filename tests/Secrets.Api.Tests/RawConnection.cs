using System.Net.Sockets;
using System.Text;

namespace Secrets.Api.Tests;

/// <summary>A connection that sends bytes unchanged.</summary>
internal sealed class RawConnection(TcpClient client) : IDisposable
{
    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        return new RawConnection(client);
    }

    /// <returns>The response up to the end of the connection.</returns>
    public async Task<string> SendAsync(string text)
    {
        try
        {
            await WriteAsync(text);
        }
        catch (IOException)
        {
            // The service has closed the connection. Its response can still be read.
        }

        return await ReadAsync();
    }

    public async Task WriteAsync(string text) => await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <returns>The first part of the response.</returns>
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
            // The connection was reset.
        }

        return response.ToString();
    }

    public void Dispose() => client.Dispose();
}
