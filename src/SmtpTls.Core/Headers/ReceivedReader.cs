using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Headers;

/// <summary>
/// Reads a Received field. Each server that takes a message puts one on top (RFC 5321 §4.4): from whom, by whom, with which protocol
/// (RFC 3848: an S for TLS, an A for a login), and, in comments that no standard describes, with which TLS version and cipher. Bad text
/// never throws; what is not understood is left out.
/// </summary>
internal sealed class ReceivedReader
{
    /// <summary>More of one field is not looked at.</summary>
    public const int MostField = 256 * 1024;

    private readonly TlsRemark _tls = new();
    private readonly List<string> _fromComments = [], _comments = [], _with = [];
    private string? _from, _by, _for, _section;
    private bool _waits, _hadFrom, _invoked;

    private ReceivedReader()
    {
    }

    /// <param name="body">Of the field, folded or not.</param>
    public static ReceivedStamp Read(string body)
    {
        string field = body.Length > MostField ? body.Substring(0, MostField) : body;
        List<ReceivedToken> tokens = ReceivedToken.Split(field);
        ReceivedReader reader = new();
        int semicolon = tokens.FindIndex(token => token.Kind == ReceivedTokenKind.Semicolon);
        reader.ReadClauses(tokens, semicolon < 0 ? tokens.Count : semicolon);
        return reader.Stamp(DateOf(field, tokens));
    }

    private void ReadClauses(List<ReceivedToken> tokens, int end)
    {
        for (int i = 0; i < end; i++)
        {
            if (tokens[i].Kind == ReceivedTokenKind.Comment)
            {
                ReadComment(tokens[i].Text);
                continue;
            }

            string word = tokens[i].Text;
            if (ClauseOf(word) is { } clause && (_section, clause) is not ("over", "tls") && (!_waits || IsClauseAfterAll(tokens, i, end, clause)))
            {
                Open(clause);
            }
            else
            {
                ReadWord(word);
            }
        }
    }

    /// <summary>A HELO name may be "by": it is the value of <c>from</c> when another <c>by</c> follows.</summary>
    private bool IsClauseAfterAll(List<ReceivedToken> tokens, int i, int end, string clause) =>
        _section == "from" && clause == "by" && NextWord(tokens, i + 1, end) is { } next && ClauseOf(next) != "by";

    private static string? NextWord(List<ReceivedToken> tokens, int from, int end)
    {
        for (int i = from; i < end; i++)
        {
            if (tokens[i].Kind == ReceivedTokenKind.Word)
            {
                return tokens[i].Text;
            }
        }

        return null;
    }

    private static string? ClauseOf(string word) => word.Length > 13 ? null : word.ToLowerInvariant() switch
    {
        "from" => "from",
        "by" => "by",
        "with" => "with",
        "via" => "via",
        "id" => "id",
        "for" => "for",
        "tls" => "tls",
        "over" => "over",
        "envelope-from" => "envelope-from",
        _ => null,
    };

    private void Open(string clause)
    {
        _section = clause;
        _waits = clause is not ("with" or "over");
        _hadFrom |= clause == "from";
    }

    private void ReadWord(string word)
    {
        bool first = _waits;
        _waits = false;
        switch (_section)
        {
            case "from" when first:
                _from ??= word;
                break;
            case "by" when first:
                _by ??= word;
                break;
            case "for" when first:
                _for ??= word;
                break;
            case "tls" when first:
                _tls.ReadCipher(word);
                break;
            case "with":
                _with.Add(word);
                break;
            case "over" when word.Equals("TLS", StringComparison.OrdinalIgnoreCase):
                _tls.SayEncrypted();
                break;
        }
    }

    private void ReadComment(string comment)
    {
        _comments.Add(comment);
        if (_section == "from")
        {
            _fromComments.Add(comment);
        }

        _invoked |= _section is null && (comment.StartsWith("qmail ", StringComparison.Ordinal) || comment.StartsWith("from ", StringComparison.Ordinal));
        _tls.ReadComment(comment);
    }

    private ReceivedStamp Stamp(DateTimeOffset? receivedAt)
    {
        string? keyword = ProtocolKeyword.Find(_with, _tls);
        string? suite = CipherNames.ToIana(_tls.Cipher, _tls.Version);
        bool follows = StampSoftware.FollowsKeywords(_comments, _by);
        string? address = PeerAddress.Find(_fromComments, _from);
        return new ReceivedStamp
        {
            From = _from,
            FromVerified = PeerAddress.FindName(_fromComments),
            FromIp = address,
            By = _by,
            Keyword = keyword,
            TlsVersion = _tls.Version,
            CipherOriginal = _tls.Cipher,
            CipherSuite = suite,
            Bits = CipherStrength.BitsOf(_tls.Bits, suite),
            KeyExchange = _tls.KeyExchange,
            Signature = _tls.Signature,
            For = _for,
            ClientVerified = _comments.Select(ClientCertificate.Of).FirstOrDefault(static said => said != Answer.Unknown),
            Authenticated = ProtocolKeyword.SaysLogin(keyword, _tls.LoggedIn, follows),
            Encrypted = EncryptedAs(keyword, suite, follows),
            Local = IsLocal(keyword, address),
            ReceivedAt = receivedAt,
        };
    }

    private Answer EncryptedAs(string? keyword, string? suite, bool follows)
    {
        if (_tls.DeniedInWords || CipherStrength.IsClear(suite))
        {
            return Answer.No;
        }

        bool said = _tls.Version is not null || _tls.Cipher is not null || _tls.SaidInWords;
        return said ? Answer.Yes : ProtocolKeyword.SaysEncrypted(keyword, follows);
    }

    private bool IsLocal(string? keyword, string? address)
    {
        bool sameHost = _from is not null && string.Equals(_from, _by, StringComparison.OrdinalIgnoreCase);
        return keyword == "LOCAL" || _invoked || (address is not null && PeerAddress.IsLoopback(address))
            || (sameHost && keyword is "LMTP" or "LMTPS" or "MAPI" or "HTTP") || (!_hadFrom && _by is not null && keyword is null)
            || (address is null && _from is not null && _from.Equals("localhost", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>RFC 5321 §4.4 puts the date behind the last semicolon; Courier puts its id there, so others are tried from the end.</summary>
    private static DateTimeOffset? DateOf(string field, List<ReceivedToken> tokens)
    {
        int tries = 4;
        foreach (ReceivedToken token in Enumerable.Reverse(tokens).Where(token => token.Kind == ReceivedTokenKind.Semicolon))
        {
            string rest = field.Substring(token.End, Math.Min(field.Length - token.End, 300));
            if (MailDate.Parse(rest) is { } date)
            {
                return date;
            }

            if (--tries == 0)
            {
                break;
            }
        }

        return null;
    }
}
