using System;
using System.Collections.Generic;
using System.Formats.Asn1;
using System.Globalization;
using System.Text;
using SmtpTls.Compat;

namespace SmtpTls.Tls;

/// <summary>A distinguished name (RFC 5280 §4.1.2.4) in three forms: DER, text for people (RFC 4514 order), and a key that equal names share.</summary>
/// <param name="Der">As sent.</param>
/// <param name="Text">For people, control characters made visible.</param>
/// <param name="Key">Equal for names that RFC 5280 §7.1 calls equal: case and runs of spaces do not count.</param>
/// <param name="CommonName">The last CN; null when there is none.</param>
/// <param name="Organization">The last O; null when there is none.</param>
internal sealed record DistinguishedName(byte[] Der, string Text, string Key, string? CommonName, string? Organization)
{
    private const int MostParts = 64;

    private static readonly Dictionary<string, string> Short = new()
    {
        ["2.5.4.3"] = "CN", ["2.5.4.4"] = "SN", ["2.5.4.5"] = "SERIALNUMBER", ["2.5.4.6"] = "C", ["2.5.4.7"] = "L", ["2.5.4.8"] = "S",
        ["2.5.4.9"] = "STREET", ["2.5.4.10"] = "O", ["2.5.4.11"] = "OU", ["2.5.4.12"] = "T", ["2.5.4.42"] = "G", ["2.5.4.17"] = "PostalCode",
        ["2.5.4.97"] = "OID.2.5.4.97", ["1.2.840.113549.1.9.1"] = "E", ["0.9.2342.19200300.100.1.25"] = "DC", ["0.9.2342.19200300.100.1.1"] = "UID",
    };

    /// <exception cref="AsnContentException">It is no name.</exception>
    public static DistinguishedName Read(ReadOnlyMemory<byte> der)
    {
        AsnReader sets = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        List<string> texts = [];
        StringBuilder key = new();
        string? common = null, organization = null;
        while (sets.HasData && texts.Count < MostParts)
        {
            AsnReader set = sets.ReadSetOf();
            StringBuilder text = new();
            while (set.HasData && text.Length < 8192)
            {
                AsnReader pair = set.ReadSequence();
                string type = pair.ReadObjectIdentifier();
                string value = ReadText(pair.ReadEncodedValue());
                common = type == "2.5.4.3" ? value : common;
                organization = type == "2.5.4.10" ? value : organization;
                text.Append(text.Length == 0 ? "" : " + ").Append(Short.TryGetValue(type, out string? name) ? name : "OID." + type).Append('=').Append(Escape(value));
                key.Append(type).Append('=').Append(Fold(value)).Append('\n');
            }

            texts.Add(text.ToString());
            key.Append('\v');
        }

        // RFC 4514 §2.1: the last part comes first.
        texts.Reverse();
        return new DistinguishedName(der.ToArray(), VisibleText.Show(string.Join(", ", texts)), key.ToString(), common, organization);
    }

    /// <summary>A string of any of ASN.1's types; other values as <c>#hex</c>.</summary>
    private static string ReadText(ReadOnlyMemory<byte> value)
    {
        AsnReader reader = new(value, AsnEncodingRules.BER);
        Asn1Tag tag = reader.PeekTag();
        if (tag.TagClass != TagClass.Universal || tag.IsConstructed)
        {
            return "#" + Hex.ToString(value.Span);
        }

        ReadOnlySpan<byte> content = reader.PeekContentBytes().Span;
        return (UniversalTagNumber)tag.TagValue switch
        {
            UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
                or UniversalTagNumber.VisibleString or UniversalTagNumber.NumericString => Encoding.UTF8.GetString(content.ToArray()),
            UniversalTagNumber.T61String => Encoding.GetEncoding("ISO-8859-1").GetString(content.ToArray()),
            UniversalTagNumber.BMPString => Encoding.BigEndianUnicode.GetString(content.ToArray()),
            UniversalTagNumber.UniversalString => new UTF32Encoding(true, false).GetString(content.ToArray()),
            _ => "#" + Hex.ToString(value.Span),
        };
    }

    private static string Escape(string value)
    {
        if (value.IndexOfAny([',', '+', '"', '\\', '<', '>', ';']) < 0 && value.Trim() == value)
        {
            return value;
        }

        return "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
    }

    private static string Fold(string value)
    {
        StringBuilder folded = new(value.Length);
        foreach (char c in value.Trim())
        {
            bool space = char.IsWhiteSpace(c);
            if (!space || (folded.Length > 0 && folded[folded.Length - 1] != ' '))
            {
                folded.Append(space ? ' ' : char.ToLower(c, CultureInfo.InvariantCulture));
            }
        }

        return folded.ToString();
    }
}
