using System;
using System.Formats.Asn1;

namespace SmtpTls.Tls;

/// <param name="State">Good, Revoked or Unknown.</param>
/// <param name="Detail">One clause: who was asked and what came of it.</param>
internal sealed record RevocationAnswer(RevocationState State, string Detail)
{
    public static RevocationAnswer Unknown(string detail) => new(RevocationState.Unknown, detail);
}

/// <summary>What CRLs and OCSP responses have in common: times, and clocks that are a little off.</summary>
internal static class RevocationTimes
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // RFC 6960 §4.2.2.1: without nextUpdate newer information is always to be had; a day is what we let pass.
    private static readonly TimeSpan WithoutNext = TimeSpan.FromDays(1);

    /// <summary>One clause that says why something of these times does not count now; null when it does.</summary>
    public static string? Problem(DateTimeOffset from, DateTimeOffset? to, DateTimeOffset now)
    {
        DateTimeOffset until = to ?? from + WithoutNext;
        return from > now + Skew ? $"is dated {TimeText.Minute(from)}, in the future"
            : until < now - Skew ? $"was good until {TimeText.Minute(until)}"
            : null;
    }

    /// <exception cref="AsnContentException">It is no time.</exception>
    public static DateTimeOffset Read(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime(2049) : reader.ReadGeneralizedTime();

    public static bool IsTime(AsnReader reader) =>
        reader.HasData && (reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) || reader.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime));
}
