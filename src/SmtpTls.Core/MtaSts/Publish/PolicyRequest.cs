using System.Collections.Generic;
using SmtpTls.Dns;

namespace SmtpTls.MtaSts.Publish;

/// <summary>What somebody asks for who wants a policy, and where its mail hosts are to come from.</summary>
internal sealed record PolicyRequest
{
    public required MtaStsMode Mode { get; init; }

    public required int MaxAge { get; init; }

    /// <summary>Patterns that were given; empty to take today's MX.</summary>
    public IReadOnlyList<MxPattern> Given { get; init; } = [];

    public bool ExchangeOnline { get; init; }

    /// <summary>Today's MX are wanted even where a policy could do without.</summary>
    public bool FromDomain { get; init; }

    public HostingKind? Hosting { get; init; }

    /// <summary>Whether the domain's MX must be looked up. RFC 8461 §3.2: a policy with mode none needs no mail host.</summary>
    public bool NeedsRoute => Given.Count == 0 && (Mode != MtaStsMode.None || FromDomain || ExchangeOnline);

    /// <summary>Pure. Not Found where there is no mail host to name.</summary>
    /// <param name="domain">Whose policy it is.</param>
    /// <param name="route">Where its mail goes; null when that was not asked or nobody could be asked.</param>
    public Outcome<PolicyWish> Decide(DomainName domain, MailRoute? route)
    {
        if (!NeedsRoute)
        {
            return Outcome<PolicyWish>.Found(Wish(domain, ExchangeOnline ? ExchangeOnlineMx.Complete(Given) : ExchangeOnlineMx.Distinct(Given)));
        }

        Outcome<TodaysMx> today = route is null
            ? Outcome<TodaysMx>.Unknown(new Fault(FaultKind.ServerFailure, $"The MX records of {domain} could not be looked up: no DNS server is known."))
            : TodaysMx.Read(route, ExchangeOnline);
        if (today.Value is { } mx)
        {
            IReadOnlyList<MxPattern> patterns = ExchangeOnline ? ExchangeOnlineMx.Complete(mx.Patterns) : mx.Patterns;
            return Outcome<PolicyWish>.Found(Wish(domain, patterns) with { Hosts = mx.Hosts, Remarks = mx.Remarks });
        }

        if (!ExchangeOnline)
        {
            Fault fault = today.Fault ?? new Fault(FaultKind.NameNotFound, $"{domain} has no mail host.");
            return today.State == OutcomeState.Absent ? Outcome<PolicyWish>.Absent(fault) : Outcome<PolicyWish>.Unknown(fault);
        }

        string remark = $"{today.Fault} The policy names {ExchangeOnlineMx.Usual}, which covers tenants whose MX ends in mail.protection.outlook.com. "
            + "If yours ends in mx.microsoft, give its exact name with -Mx: nothing of it can be guessed.";
        return Outcome<PolicyWish>.Found(Wish(domain, [ExchangeOnlineMx.Usual]) with { Remarks = [remark] });
    }

    private PolicyWish Wish(DomainName domain, IReadOnlyList<MxPattern> patterns) => new()
    {
        Domain = domain,
        Policy = new StsPolicy { Mode = Mode, MaxAge = MaxAge, Mx = [.. patterns] },
        Hosting = Hosting,
    };
}
