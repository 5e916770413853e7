namespace Secrets.Api.Startup;

/// <summary>Where a service listens, and how the machine that it runs on reaches it.</summary>
internal static class ListeningAddress
{
    /// <summary>What the settings say, for someone outside the service: its own are in force only while it runs.</summary>
    /// <exception cref="FormatException">An address cannot be used from here.</exception>
    public static Uri OfSettings(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToList();
        var addresses = endpoints is [_, ..] ? endpoints
            : configuration["urls"] is { Length: > 0 } urls ? [.. urls.Split(';')]
            : configuration["http_ports"] is { Length: > 0 } ports ? [.. ports.Split(';').Select(port => $"http://*:{port}")]
            : [SecretsService.DefaultUrl];
        return addresses.Select(OnThisMachine).OrderBy(address => address.Scheme, StringComparer.Ordinal).First();
    }

    /// <summary>An address to listen at as one to connect to.</summary>
    /// <exception cref="FormatException">It is no address, or none of TCP.</exception>
    public static Uri OnThisMachine(string address)
    {
        var binding = BindingAddress.Parse(address);
        return binding.IsUnixPipe || binding.IsNamedPipe ? throw new FormatException($"'{address}' is not of TCP.")
            : new UriBuilder(binding.Scheme, binding.Host is "*" or "+" or "0.0.0.0" or "[::]" or "localhost" ? "127.0.0.1" : binding.Host, binding.Port).Uri;
    }
}
