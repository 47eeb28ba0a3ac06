using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Dns;

/// <summary>
/// A stub resolver (RFC 1034 §5.3.1): it asks servers that do the walking through DNS, and does itself what decides whether their word can
/// be used: matching answers to questions, asking again over TCP or elsewhere, following aliases, keeping what may be kept. What it finds
/// is one of several answers that never stand for each other: there is, there is none, there is no such name, the server failed, the
/// server was the wrong one, or nobody answered.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to free.")]
internal sealed class Resolver
{
    private readonly ResolverOptions _options;
    private readonly DnsCache _cache;
    private readonly ServerAsker _asker;
    private readonly SemaphoreSlim _slots;
    private readonly DnssecValidator? _validator;

    public Resolver(IDnsTransport transport, IReadOnlyList<DnsServer> servers, IClock clock, ResolverOptions options)
    {
        bool validate = options.Dnssec == DnssecMode.Validate;
        options = options with
        {
            DnssecOk = options.DnssecOk || validate,
            CheckingDisabled = options.CheckingDisabled || validate,
            AskForAuthenticData = options.AskForAuthenticData || options.Dnssec == DnssecMode.TrustAd,
        };
        _options = options;
        _validator = validate ? new DnssecValidator(options.TrustAnchors, clock, AskOnceAsync) : null;
        _cache = new DnsCache(clock);
        _asker = new ServerAsker(transport, new ServerBoard(servers, clock), clock, options);
        _slots = new SemaphoreSlim(options.MostAtOnce);
        Servers = servers;
    }

    public IReadOnlyList<DnsServer> Servers { get; }

    /// <summary>Set once a server was seen to pass no DNSSEC records, so that nothing can be validated: one sentence and the remedy.</summary>
    public Fault? NoDnssec => _validator?.NoDnssec;

    /// <summary>Never throws for what a server does; throws <see cref="OperationCanceledException"/> when the caller stops.</summary>
    public Task<DnsAnswer> AskAsync(DnsName name, DnsType type, CancellationToken stop) => AskAsync(name, type, true, stop);

    /// <summary>The same without a proof, where nothing is concluded from the answer; it is kept for whoever asks for one later.</summary>
    public Task<DnsAnswer> AskUnprovedAsync(DnsName name, DnsType type, CancellationToken stop) => AskAsync(name, type, false, stop);

    private async Task<DnsAnswer> AskAsync(DnsName name, DnsType type, bool prove, CancellationToken stop)
    {
        AliasChain chain = new(name, type, _options.MostAliases);
        List<DnsResponse> used = [];
        while (true)
        {
            DnsName asked = chain.Current;
            DnsResponse response = await AskOnceAsync(asked, type, stop).ConfigureAwait(false);
            used.Add(response);
            IReadOnlyList<DnsRecord> records = response.Message is { } message && response.IsDecisive ? chain.Follow(message) : [];
            if (IsEnd(chain, asked, records, response))
            {
                // A name that does not exist has no records, whatever else the message holds.
                records = response.Status == DnsStatus.Found ? records : [];
                DnsAnswer answer = Conclude(name, type, chain, records, used);
                return prove ? await JudgeAsync(answer, used, stop).ConfigureAwait(false) : answer;
            }
        }
    }

    /// <summary>False when aliases lead out of the message: then the name they lead to is asked for.</summary>
    private static bool IsEnd(AliasChain chain, DnsName asked, IReadOnlyList<DnsRecord> records, DnsResponse response)
    {
        if (records.Count > 0 || chain.Problem is not null || !response.IsDecisive || chain.Current == asked)
        {
            return true;
        }

        // RFC 6604 §3: NXDOMAIN is about the last name of the chain. RFC 2308 §2.2: so is an SOA above it.
        return response.Status == DnsStatus.NameNotFound
            || response.Message!.Authority.Any(record => record.Type == DnsType.Soa && record.Owner.IsAtOrAbove(chain.Current));
    }

    private static DnsAnswer Conclude(DnsName name, DnsType type, AliasChain chain, IReadOnlyList<DnsRecord> records, List<DnsResponse> used)
    {
        DnsResponse last = used[used.Count - 1];
        DnsStatus status = chain.Problem is not null ? DnsStatus.ServerFailure
            : records.Count > 0 ? DnsStatus.Found
            : last.Status == DnsStatus.Found ? DnsStatus.NoData
            : last.Status;
        return new DnsAnswer
        {
            Name = name,
            Type = type,
            Status = status,
            Records = records,
            Aliases = [.. chain.Aliases],
            CanonicalName = chain.Current,
            Ttl = used.Min(response => response.Message is { } message ? DnsCache.TtlOf(message) : 0),
            AuthenticData = used.All(response => response.Message is { AuthenticData: true }),
            Server = last.Server,
            Messages = [.. used.Select(response => response.Message).OfType<DnsMessage>()],
            Fault = status switch
            {
                DnsStatus.Found => null,
                DnsStatus.NoData => DnsFaults.NoData(chain.Current, type, last.Server),
                DnsStatus.NameNotFound => DnsFaults.NameNotFound(chain.Current, last.Server),
                _ => chain.Problem is { } problem ? DnsFaults.Aliases(name, type, problem) : last.Fault,
            },
        };
    }

    private async Task<DnsAnswer> JudgeAsync(DnsAnswer answer, List<DnsResponse> used, CancellationToken stop)
    {
        if (_validator is null)
        {
            return _options.Dnssec == DnssecMode.Off ? AnswerSecurity.Off(answer) : AnswerSecurity.FromAd(answer, _options.ServersAreNamed);
        }

        // No place is held here that a question of the validator could wait for.
        AliasChain chain = new(answer.Name, answer.Type, _options.MostAliases);
        DnsProof proof = await _validator.ProveAsync(chain, answer.Type, used, stop).ConfigureAwait(false);
        if (proof.Security == DnsSecurity.Bogus)
        {
            // A forged answer must not stay for as long as it says; RFC 4035 §4.7 asks for a short time.
            foreach (DnsMessage message in answer.Messages.Where(message => message.Questions.Count > 0))
            {
                _cache.Shorten(message.Questions[0].Name, answer.Type, ChainOfTrust.LeastTime);
            }
        }

        return AnswerSecurity.Apply(answer, proof);
    }

    private Task<DnsResponse> AskOnceAsync(DnsName name, DnsType type, CancellationToken stop) =>
        _cache.GetAsync(name, type, flight => AskServersAsync(name, type, flight), stop);

    private async Task<(DnsResponse Response, TimeSpan KeepFor)> AskServersAsync(DnsName name, DnsType type, CancellationToken stop)
    {
        await _slots.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            DnsResponse response = await _asker.AskAsync(name, type, stop).ConfigureAwait(false);
            return (response, response.IsDecisive ? TimeSpan.FromSeconds(DnsCache.TtlOf(response.Message!)) : _options.FailureTime);
        }
        finally
        {
            _slots.Release();
        }
    }
}
