using System;
using System.Collections.Generic;

namespace SmtpTls.Tls;

/// <summary>
/// Reads the certificates out of a TLS 1.3 server's first flight (RFC 8446 §2), which it encrypts, where the ClientHello offered an <see cref="OpenKeyShare"/>. Takes
/// octets in pieces of any size, keeps within limits, never throws, and ends with the Certificate message or with anything that is not expected.
/// </summary>
/// <param name="clientHello">The ClientHello as a handshake message, without the record around it.</param>
internal sealed class CertificateFlight(byte[] clientHello) : IDisposable
{
    private const int MostRecord = (16 * 1024) + 256, MostTotal = 512 * 1024, MostCertificates = 512;
    private const int Change = 20, Handshake = 22, Data = 23;

    private readonly List<byte[]> _chain = [];
    private readonly List<byte> _pending = [];
    private RecordReader? _messages;
    private HandshakeKeys? _keys;
    private int _total;

    /// <summary>As sent, leaf first; empty until they came.</summary>
    public IReadOnlyList<byte[]> Chain => _chain;

    /// <summary>Nothing more is read.</summary>
    public bool Done { get; private set; }

    public void Feed(ReadOnlySpan<byte> octets)
    {
        _total += octets.Length;
        Done |= _total > MostTotal;
        if (Done)
        {
            return;
        }

        _pending.AddRange(octets.ToArray());
        while (!Done && _pending.Count >= 5)
        {
            int length = (_pending[3] << 8) | _pending[4];
            if (length > MostRecord)
            {
                Done = true;
            }
            else if (_pending.Count < 5 + length)
            {
                return;
            }
            else
            {
                byte[] payload = [.. _pending.GetRange(5, length)];
                int type = _pending[0];
                _pending.RemoveRange(0, 5 + length);
                TakeRecord(type, payload);
            }
        }
    }

    public void Dispose() => _keys?.Dispose();

    private void TakeRecord(int type, byte[] payload)
    {
        switch (type)
        {
            case Change:
                // RFC 8446 §5: it means nothing.
                break;
            case Handshake when _keys is null:
                TakeMessages(payload);
                break;
            case Data when _keys is not null:
                byte[] content = _keys.Open(payload);

                // RFC 8446 §5.4: zeros behind the type.
                int end = Array.FindLastIndex(content, octet => octet != 0);
                if (end > 0 && content[end] == Handshake)
                {
                    TakeMessages(content.AsSpan(0, end).ToArray());
                }
                else
                {
                    Done = true;
                }

                break;
            default:
                Done = true;
                break;
        }
    }

    private void TakeMessages(byte[] octets)
    {
        _messages ??= new RecordReader(new Messages(this));
        _messages.Feed([Handshake, 3, 3, (byte)(octets.Length >> 8), (byte)octets.Length]);
        _messages.Feed(octets);
        Done |= _messages.Done;
    }

    private void TakeMessage(int type, ReadOnlySpan<byte> body)
    {
        if (type == 2)
        {
            byte[] message = [2, (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body.ToArray()];
            _keys ??= ServerHello.Read(body) is { Retry: false, Version: 0x0304, Group: { } group, Share: { } share } hello && OpenKeyShare.SecretOf(group, share) is { } secret
                ? HandshakeKeys.Derive(hello.Suite, secret, [.. clientHello, .. message]) : null;
            Done |= _keys is null;
        }
        else if (type == 11)
        {
            TakeCertificates(body);
            Done = true;
        }
    }

    // RFC 8446 §4.4.2.
    private void TakeCertificates(ReadOnlySpan<byte> body)
    {
        OctetReader message = new(body);
        _ = message.Vector(1);
        OctetReader list = new(message.Vector(3));
        while (!list.AtEnd && !list.Failed && _chain.Count < MostCertificates)
        {
            ReadOnlySpan<byte> certificate = list.Vector(3);
            _ = list.Vector(2);
            if (!list.Failed)
            {
                _chain.Add(certificate.ToArray());
            }
        }
    }

    private sealed class Messages(CertificateFlight flight) : IRecordListener
    {
        public void OnMessage(int type, ReadOnlySpan<byte> body)
        {
            if (!flight.Done)
            {
                flight.TakeMessage(type, body);
            }
        }

        public void OnAlert(int level, int code)
        {
            // Only handshake records are passed on.
        }

        public void OnCipherChange()
        {
            // The same.
        }
    }
}
