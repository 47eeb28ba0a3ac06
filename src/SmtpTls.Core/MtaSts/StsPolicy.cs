using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace SmtpTls.MtaSts;

/// <summary>What a sender does with a host that does not fit (RFC 8461 §5).</summary>
internal enum MtaStsMode
{
    /// <summary>As if there were no policy: the way out.</summary>
    None,

    /// <summary>Delivers all the same and reports.</summary>
    Testing,

    /// <summary>Does not deliver to it.</summary>
    Enforce,
}

/// <summary>A policy that can be used (RFC 8461 §3.2).</summary>
internal sealed record StsPolicy
{
    public const string Version = "STSv1";

    /// <summary>A year and a quarter of a day, the longest a policy may be kept (RFC 8461 §3.2).</summary>
    public const int MostMaxAge = 31557600;

    public required MtaStsMode Mode { get; init; }

    /// <summary>In the order of the file, each once; may be empty only when <see cref="Mode"/> is None.</summary>
    public IReadOnlyList<MxPattern> Mx { get; init; } = [];

    /// <summary>Seconds that a sender may keep it.</summary>
    public required int MaxAge { get; init; }

    /// <summary>Fields that the standard does not name, each once, in order.</summary>
    public IReadOnlyList<RecordField> Extensions { get; init; } = [];

    /// <summary>The mode as the standard writes it.</summary>
    public string ModeWord => WordFor(Mode);

    public static string WordFor(MtaStsMode mode) => mode switch
    {
        MtaStsMode.Enforce => "enforce",
        MtaStsMode.Testing => "testing",
        _ => "none",
    };

    /// <summary>Reads a policy file as fetched. Never throws.</summary>
    public static Reading<StsPolicy> Parse(byte[] body) => new PolicyReader().Read(body);

    /// <summary>The first pattern that covers the host; null when none does.</summary>
    public MxPattern? Match(string host) => Mx.FirstOrDefault(pattern => pattern.Matches(host));

    /// <summary>The form to publish, lines ended by CRLF.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append("version: ").Append(Version).Append("\r\nmode: ").Append(ModeWord).Append("\r\n");
        foreach (MxPattern pattern in Mx)
        {
            text.Append("mx: ").Append(pattern.Text).Append("\r\n");
        }

        text.Append("max_age: ").Append(MaxAge.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        foreach (RecordField field in Extensions)
        {
            text.Append(field.Name).Append(": ").Append(field.Value).Append("\r\n");
        }

        return text.ToString();
    }
}
