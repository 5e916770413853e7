using System.Text;

namespace Secrets.Domain.Secrets;

/// <summary>
/// Computes the form that a name shares with names that look alike: names that differ only in case, Unicode normalization (NFKC),
/// invisible characters, or white space at the ends. The form is stored, so after a change here every stored form must be recomputed.
/// </summary>
public static class FoldedName
{
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Ascii.IsValid(name) ? name.Trim().ToLowerInvariant() : OfUnicode(name);
    }

    private static string OfUnicode(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var rune in Decompose(name).EnumerateRunes())
        {
            if (rune.Value is 0xDF or 0x1E9E)
            {
                // Sharp s: its upper case is two letters, but it does not decompose into them.
                folded.Append("ss");
            }
            else if (!IsInvisible(rune.Value))
            {
                // Upper case first, because some letters, such as the two sigmas, differ only in lower case.
                folded.Append(Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).ToString());
            }
        }

        return folded.ToString().Normalize(NormalizationForm.FormKC).Trim();
    }

    private static string Decompose(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair, which only a damaged row has.
            return Decompose(string.Concat(name.EnumerateRunes().Select(rune => rune.ToString())));
        }
    }

    // The code points of Unicode's Default_Ignorable_Code_Point, and the braille pattern without dots.
    private static bool IsInvisible(int codePoint) =>
        codePoint
            is 0xAD
                or 0x34F
                or 0x61C
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or (>= 0x200B and <= 0x200F)
                or (>= 0x202A and <= 0x202E)
                or (>= 0x2060 and <= 0x206F)
                or 0x2800
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFEFF
                or 0xFFA0
                or (>= 0xFFF0 and <= 0xFFF8)
                or (>= 0x1BCA0 and <= 0x1BCA3)
                or (>= 0x1D173 and <= 0x1D17A)
                or (>= 0xE0000 and <= 0xE0FFF);
}
