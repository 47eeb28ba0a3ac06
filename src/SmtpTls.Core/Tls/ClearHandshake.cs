using System;
using System.Collections.Generic;

namespace SmtpTls.Tls;

/// <summary>What the clear part of a handshake has shown so far. Fed by <see cref="HandshakeTee"/>; bounded; never throws.</summary>
internal sealed class ClearHandshake
{
    private const int MostCertificates = 512;
    private readonly RecordReader _server;
    private readonly RecordReader _client;
    private readonly List<byte[]> _chain = [];
    private string? _keyExchangeGroup;
    private bool _serverOver, _clientOver;

    public ClearHandshake()
    {
        _server = new RecordReader(new Server(this));
        _client = new RecordReader(new Client(this));
    }

    /// <summary>The server's choice: the last ServerHello that came, a HelloRetryRequest when nothing followed it.</summary>
    public ServerHello? Hello { get; private set; }

    public string? Version => Hello is null ? null : TlsNumbers.Version(Hello.Version);

    public string? Suite => Hello is null ? null : SuiteNames.Of(Hello.Suite);

    public string? Group => Hello?.Group is { } group ? TlsNumbers.Group(group) : _keyExchangeGroup;

    /// <summary>The Certificate message of TLS 1.2 and older, exactly as sent; empty when it was encrypted or never came.</summary>
    public IReadOnlyList<byte[]> Chain => _chain;

    public byte[]? StapledOcsp { get; private set; }

    /// <summary>The server asked for a client certificate; false too where it did so encrypted.</summary>
    public bool AsksForCertificate { get; private set; }

    /// <summary>The fatal alert the server sent in clear.</summary>
    public int? AlertFromServer { get; private set; }

    /// <summary>The fatal alert this side sent in clear.</summary>
    public int? AlertFromClient { get; private set; }

    /// <summary>The server ended its side of the connection.</summary>
    public bool ServerClosed { get; set; }

    /// <summary>Anything at all came from the server.</summary>
    public bool ServerSpoke => _server.First.Length > 0;

    public bool NotTls => _server.NotTls;

    public ReadOnlySpan<byte> FirstOctets => _server.First;

    public string? Problem { get; private set; }

    /// <summary>What was wrong with the records themselves, or that a limit was reached.</summary>
    public string? RecordProblem => _server.Problem;

    public bool TooLarge => _server.TooLarge;

    public bool ServerDone => _serverOver || (_server.Done && !(NotTls && FirstOctets.Length < 64));

    public bool ClientDone => _clientOver || _client.Done || ServerDone;

    public void FromServer(ReadOnlySpan<byte> octets)
    {
        if (!ServerDone)
        {
            _server.Feed(octets);
        }
    }

    public void FromClient(ReadOnlySpan<byte> octets)
    {
        if (!ClientDone)
        {
            _client.Feed(octets);
        }
    }

    private bool IsTls13 => Hello?.Version >= 0x0304;

    private void OnServerMessage(int type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case 2:
                Hello = ServerHello.Read(body) ?? Hello;
                Problem ??= Hello is null ? "the ServerHello is broken" : null;
                break;
            case 11 when !IsTls13:
                ReadCertificates(body);
                break;
            case 13 when !IsTls13:
                AsksForCertificate = true;
                break;
            case 12 when Suite is { } suite:
                _keyExchangeGroup ??= KeyExchangeGroup.Read(suite, body);
                break;
            case 22 when !IsTls13:
                ReadStatus(body);
                break;
        }
    }

    private void ReadCertificates(ReadOnlySpan<byte> body)
    {
        // RFC 5246 §7.4.2: a list of certificates, each with its length in front. Only the first such message counts.
        if (_chain.Count > 0)
        {
            return;
        }

        OctetReader message = new(body);
        OctetReader list = new(message.Vector(3));
        while (!list.AtEnd && !list.Failed && _chain.Count < MostCertificates)
        {
            ReadOnlySpan<byte> certificate = list.Vector(3);
            if (!list.Failed)
            {
                _chain.Add(certificate.ToArray());
            }
        }

        Problem ??= message.Failed || list.Failed ? "the Certificate message is broken" : null;
    }

    private void ReadStatus(ReadOnlySpan<byte> body)
    {
        // RFC 6066 §8: status type 1 is an OCSP response.
        OctetReader reader = new(body);
        int kind = reader.Number(1);
        ReadOnlySpan<byte> response = reader.Vector(3);
        if (kind == 1 && !reader.Failed && response.Length > 0)
        {
            StapledOcsp ??= response.ToArray();
        }
    }

    private sealed class Server(ClearHandshake seen) : IRecordListener
    {
        public void OnMessage(int type, ReadOnlySpan<byte> body) => seen.OnServerMessage(type, body);

        public void OnAlert(int level, int code)
        {
            // RFC 8446 §6: warnings such as unrecognized_name go by; TLS 1.3 treats every error alert as fatal whatever its level says.
            if (level == 2 || (seen.IsTls13 && code is not (0 or 90)))
            {
                seen.AlertFromServer ??= code;
            }
        }

        // Before TLS 1.3 everything after it is encrypted; in TLS 1.3 it means nothing (RFC 8446 §5).
        public void OnCipherChange() => seen._serverOver = !seen.IsTls13;
    }

    private sealed class Client(ClearHandshake seen) : IRecordListener
    {
        public void OnMessage(int type, ReadOnlySpan<byte> body)
        {
            // What we send is known.
        }

        public void OnAlert(int level, int code)
        {
            if (level == 2)
            {
                seen.AlertFromClient ??= code;
            }
        }

        public void OnCipherChange() => seen._clientOver = true;
    }
}
