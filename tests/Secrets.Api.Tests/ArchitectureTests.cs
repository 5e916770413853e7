using System.Reflection;
using System.Xml.Linq;
using Secrets.Application;
using Secrets.Domain;
using Secrets.Infrastructure;
using Secrets.Tests.Databases;

namespace Secrets.Api.Tests;

/// <summary>Dependencies point inward: Api → Infrastructure → Application → Domain.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void The_domain_depends_on_nothing()
    {
        Assert.All(References(typeof(Clock).Assembly), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
        Assert.Empty(Dependencies("Secrets.Domain"));
    }

    [Fact]
    public void The_application_depends_on_the_domain_alone_and_on_no_infrastructure()
    {
        Assert.Equal(["Secrets.Domain"], References(typeof(ApplicationServices).Assembly).Where(IsOurs));
        Assert.Equal(
            [
                "FluentValidation",
                "MediatR",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Logging.Abstractions",
                "Secrets.Domain",
                "YamlDotNet",
            ],
            Dependencies("Secrets.Application")
        );
    }

    [Fact]
    public void The_infrastructure_does_not_depend_on_the_API_or_on_ASP_NET()
    {
        var references = References(typeof(InfrastructureServices).Assembly).ToList();

        Assert.Equal(["Secrets.Application", "Secrets.Domain"], references.Where(IsOurs).Order());
        Assert.DoesNotContain(references, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.Equal(["Secrets.Application"], Dependencies("Secrets.Infrastructure").Where(IsOurs));
        Assert.DoesNotContain(Dependencies("Secrets.Infrastructure"), name => name.Contains("AspNetCore", StringComparison.Ordinal));
    }

    private static bool IsOurs(string name) => name.StartsWith("Secrets.", StringComparison.Ordinal);

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    // The compiler omits unused references, so the project files are checked too.
    private static IEnumerable<string> Dependencies(string project) =>
        XDocument
            .Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"))
            .Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference")
            .Select(element =>
                Path.GetFileNameWithoutExtension(
                    element.Attribute("Include")!.Value + (element.Name.LocalName == "ProjectReference" ? "" : ".x")
                )
            )
            .Order();
}
