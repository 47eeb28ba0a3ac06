using System;
using System.Collections.Generic;
using SmtpTls.Lab.Catalog;

namespace SmtpTls.Lab;

/// <summary>Ports and limits of a practice range. Port 0 takes a free one.</summary>
internal sealed record LabOptions
{
    /// <summary>The port that every SMTP server shares.</summary>
    public int SmtpPort { get; init; }

    /// <summary>The port of the DNS server on 127.0.0.1, UDP and TCP.</summary>
    public int DnsPort { get; init; }

    /// <summary>The port that every MTA-STS policy host shares.</summary>
    public int MtaStsPort { get; init; }

    /// <summary>After this a connection is closed, whatever its server was about to do.</summary>
    public TimeSpan ConnectionLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>More connections at a time than this are closed at once, over all mail servers together, and over all policy hosts together.</summary>
    public int MostConnections { get; init; } = 1000;

    /// <summary>Other domains than the catalogue's, as many as wanted; null plays the catalogue.</summary>
    public IReadOnlyList<LabCase>? Cases { get; init; }

    /// <summary>Certificates are dated by it.</summary>
    public IClock Clock { get; init; } = SystemClock.Instance;
}
