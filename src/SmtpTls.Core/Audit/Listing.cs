using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit;

/// <summary>Lists as words in a sentence, short and safe to show.</summary>
internal static class Listing
{
    public static string Of(IReadOnlyCollection<string> items, int most = 5)
    {
        if (items.Count == 0)
        {
            return "nothing";
        }

        string shown = string.Join(", ", items.Take(most).Select(item => VisibleText.Show(item, 100)));
        return items.Count > most ? $"{shown} and {items.Count - most} more" : shown;
    }
}
