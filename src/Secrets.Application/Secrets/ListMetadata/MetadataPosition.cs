using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Secrets.Domain.Secrets;

namespace Secrets.Application.Secrets.ListMetadata;

/// <summary>The place of a secret in a list, which may have been deleted or changed since.</summary>
/// <param name="Time">The time by which the list is ordered; <see cref="Last"/> for a secret that is not due.</param>
public sealed record MetadataPosition(MetadataOrder Order, string Name, long Time, Guid Id)
{
    public const long Last = long.MaxValue;

    /// <summary>The maximum length of the text of a position: a name of 255 code points, a time and an id.</summary>
    public const int MaxLength = 2048;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static MetadataPosition Of(MetadataOrder order, Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return order switch
        {
            MetadataOrder.Name or MetadataOrder.NameLast => new(order, secret.Name, Time: 0, Guid.Empty),
            MetadataOrder.Due => new(order, "", secret.DueAt ?? Last, secret.Id),
            _ => new(order, "", Time: 0, secret.Id),
        };
    }

    public static MetadataPosition? TryParse(MetadataOrder order, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return text.Length <= MaxLength
                && StrictUtf8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 4) is [var number, var time, var id, var name]
                && number == Number(order)
                && long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
                && Guid.TryParseExact(id, "N", out var parsed)
                && !name.Contains('\0', StringComparison.Ordinal)
                ? new MetadataPosition(order, name, at, parsed)
                : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }

    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Number(Order)} {Time} {Id:N} {Name}");
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }

    private static string Number(MetadataOrder order) => ((int)order).ToString(CultureInfo.InvariantCulture);
}
