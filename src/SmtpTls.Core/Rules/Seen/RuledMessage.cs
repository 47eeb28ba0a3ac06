using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Headers;

namespace SmtpTls.Rules.Seen;

/// <summary>Whose mail a message is, by its header: from whom, and at each hop to whom.</summary>
internal sealed class RuledMessage
{
    private readonly HashSet<string> _senders = new(StringComparer.Ordinal), _recipients = new(StringComparer.Ordinal);
    private readonly int _most;

    public RuledMessage(MessageHeader header, IReadOnlyList<HopSeen> hops, int most)
    {
        _most = most;
        foreach (string field in ((string?[])[header.From, header.ReturnPath]).OfType<string>())
        {
            FieldDomains.Add(field, _senders, most);
        }

        foreach (string field in header.Recipients.Concat(hops.Select(static hop => hop.Stamp.For).OfType<string>()))
        {
            FieldDomains.Add(field, _recipients, most);
        }
    }

    /// <summary>The domains that matter at a hop. A stamp that says for whom it took the message (RFC 5321 §4.4) is the closest; else all that the header names.</summary>
    public HashSet<string> Domains(RuleDirection direction, HopSeen? hop)
    {
        if (direction == RuleDirection.Inbound)
        {
            return _senders;
        }

        HashSet<string> named = new(StringComparer.Ordinal);
        FieldDomains.Add(hop?.Stamp.For ?? "", named, _most);
        return named.Count > 0 ? named : _recipients;
    }
}
