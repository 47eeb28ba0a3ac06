using System;
using System.Collections.Generic;

namespace SmtpTls;

/// <summary>The TLSA records to publish for one mail host; with a next certificate, how to change from the one to the other without losing mail.</summary>
public sealed record TlsaRecordPlan
{
    /// <summary>The mail host, as A-labels.</summary>
    public string Host { get; init; } = "";

    /// <summary>The TCP port.</summary>
    public int Port { get; init; }

    /// <summary>Where the records stand, <c>_25._tcp.mx1.example.com</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Seconds that the records may be kept.</summary>
    public long Ttl { get; init; }

    /// <summary>Lines of a zone file, to be published now: today's certificates, and the next ones where there are any.</summary>
    public IReadOnlyList<string> Publish { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Lines that remain when the change is over; those of <see cref="Publish"/> where there is no next certificate.</summary>
    public IReadOnlyList<string> Final { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Every record that could stand for each certificate, the recommended 3 1 1 first.</summary>
    public IReadOnlyList<TlsaRecordChoice> Choices { get; init => field = ValueList.Of(value); } = ValueList<TlsaRecordChoice>.Nothing;

    /// <summary>The change of certificates with dates; none without a next certificate.</summary>
    public IReadOnlyList<TlsaRolloverStep> Steps { get; init => field = ValueList.Of(value); } = ValueList<TlsaRolloverStep>.Nothing;

    /// <summary>Which step the world is in; null where nobody looked.</summary>
    public TlsaRolloverCheck? Check { get; init; }

    /// <summary>What to mind.</summary>
    public IReadOnlyList<string> Notes { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => string.Join("\n", Publish);
}

/// <summary>One record that could stand for a certificate.</summary>
public sealed record TlsaRecordChoice
{
    /// <summary><c>3 1 1</c>.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>The line of a zone file.</summary>
    public string Line { get; init; } = "";

    /// <summary><c>Current</c> or <c>Next</c>.</summary>
    public string Of { get; init; } = "";

    /// <summary><c>RSA, ECDSA</c> or another kind of key, of the server's certificate.</summary>
    public string? KeyType { get; init; }

    /// <summary>The subject of the certificate that the record is made from.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Its last moment of validity, UTC.</summary>
    public DateTime? NotAfter { get; init; }

    /// <summary>The one to take unless there is a reason.</summary>
    public bool Recommended { get; init; }

    /// <summary>What it means for the next change.</summary>
    public string Note { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => Line;
}

/// <summary>A step of the change.</summary>
public sealed record TlsaRolloverStep
{
    /// <summary>From 1.</summary>
    public int Number { get; init; }

    /// <summary><c>Publish, Wait, Switch, Settle, Remove</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Not before this moment, UTC.</summary>
    public DateTime NotBefore { get; init; }

    /// <summary>What to do, a sentence.</summary>
    public string Action { get; init; } = "";

    /// <summary>The records that stand in DNS when it is done.</summary>
    public IReadOnlyList<string> Records { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Number}. {TimeText.Minute(NotBefore)} {Name}: {Action}");
}

/// <summary>Which step of a change the world is in.</summary>
public sealed record TlsaRolloverCheck
{
    /// <summary>
    /// <c>Publish</c> (next records are missing), <c>Wait</c> (caches may lack them), <c>Switch</c>, <c>Switching</c> (some addresses did), <c>Remove</c>, <c>Done</c>, or what went
    /// wrong: <c>SwitchedTooSoon, RemovedTooSoon, NotOurs</c>; <c>Unknown</c> where it could not be seen.
    /// </summary>
    public string Step { get; init; } = "";

    /// <summary>What to do now, a sentence.</summary>
    public string Action { get; init; } = "";

    /// <summary>True only when today's records can be removed without losing mail.</summary>
    public bool SafeToRemove { get; init; }

    /// <summary>When to look again, UTC; null where it is now or depends on you.</summary>
    public DateTime? NotBefore { get; init; }

    /// <summary>Whether the TLSA answer is genuine: <c>Secure, Insecure, Bogus, Indeterminate</c>; null where it was not asked for.</summary>
    public string? Security { get; init; }

    /// <summary>The records in DNS.</summary>
    public IReadOnlyList<string> Published { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>What each address shows: <c>192.0.2.1 RSA: Current</c>.</summary>
    public IReadOnlyList<string> Served { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => Step;
}
