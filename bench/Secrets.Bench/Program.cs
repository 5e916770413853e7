using System.Globalization;
using BenchmarkDotNet.Running;
using Secrets.Bench;

if (args is ["seed", var secrets, var owners, var tokens])
{
    await Seed.RunAsync(int.Parse(secrets, CultureInfo.InvariantCulture), int.Parse(owners, CultureInfo.InvariantCulture), tokens);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Seed).Assembly).Run(args);
}
