using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Http;
using SmtpTls.Smtp;

namespace SmtpTls.Cli.Input;

/// <summary>The options that every verb shares which talks to servers. They carry the names of the cmdlets' parameters.</summary>
internal sealed class LiveOptions
{
    private readonly Option<int> _port = Number("--port", 25, 1, 65535, "TCP port of the mail servers.");
    private readonly Option<string[]> _dnsServers = new("--dns-server")
    {
        Description = "DNS server to ask, HOST or HOST:PORT; may be given more than once. Default: this machine's.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<DnssecMode> _dnssec = new("--dnssec-mode")
    {
        Description = "Validate: check DNSSEC signatures here. TrustAd: believe a DNS server on this machine or named by you. Off.",
        DefaultValueFactory = _ => DnssecMode.Validate,
        CustomParser = ParseChoice<DnssecMode>,
    };

    private readonly Option<string?> _trustAnchor = new("--trust-anchor") { Description = "File of DS or DNSKEY lines that replace the built-in keys of the DNS root." };
    private readonly Option<string?> _caFile = new("--ca-file") { Description = "PEM file of roots to trust besides the system's." };
    private readonly Option<bool> _skipRevocation = new("--skip-revocation-check") { Description = "Do not ask whether certificates are revoked." };
    private readonly Option<double> _timeout = Seconds("--timeout-sec", 30, "Limit of one whole probe in seconds.");
    private readonly Option<double> _connectTimeout = Seconds("--connect-timeout-sec", 10, "Limit of a connection attempt in seconds.");
    private readonly Option<int> _throttle;
    private readonly Option<int> _perAddress = Number("--max-per-address", 2, 1, 1024, "Connections at a time to one address.");
    private readonly Option<int> _perProvider = Number("--max-per-provider", 4, 1, 1024, "Connections at a time to the hosts of one provider.");
    private readonly Option<IPPreference> _ipVersion = new("--ip-version")
    {
        Description = "Any, IPv4 or IPv6.",
        DefaultValueFactory = _ => IPPreference.Any,
        CustomParser = ParseChoice<IPPreference>,
    };

    private readonly Option<string?> _heloName = new("--helo-name") { Description = "Name to give in EHLO. Default: this machine's full name, or its address." };
    private readonly Option<bool> _privateNetwork = new("--allow-private-network") { Description = "Ask policy hosts and revocation URLs on loopback and private addresses too." };
    private readonly Option<int> _mtaStsPort = Number("--mta-sts-port", 443, 1, 65535, "TCP port of MTA-STS policy hosts.");
    private readonly Option<Uri?> _proxy = new("--proxy")
    {
        Description = "HTTP proxy to fetch policy files through, http://HOST:PORT. Default: none.",
        CustomParser = ParseProxy,
    };

    /// <param name="throttle">What the limit is of.</param>
    public LiveOptions(string throttle = "Connections at a time, over all servers.") => _throttle = Number("--throttle-limit", 32, 1, 1024, throttle);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_port, _dnsServers, _dnssec, _trustAnchor, _caFile, _skipRevocation, _timeout, _connectTimeout, _throttle, _perAddress,
            _perProvider, _ipVersion, _heloName, _privateNetwork, _mtaStsPort, _proxy])
        {
            command.Options.Add(option);
        }
    }

    public AuditOptions Read(ParseResult parsed)
    {
        string? heloName = parsed.GetValue(_heloName);
        if (heloName is not null && !HeloName.IsValid(heloName))
        {
            throw new UsageException($"--helo-name '{VisibleText.Show(heloName)}' is neither a host name nor an address literal such as [192.0.2.1].");
        }

        return new AuditOptions
        {
            Port = parsed.GetValue(_port),
            HeloName = heloName ?? HeloName.OfThisMachine(),
            IPVersion = parsed.GetValue(_ipVersion),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            ConnectTimeout = TimeSpan.FromSeconds(parsed.GetValue(_connectTimeout)),
            ThrottleLimit = parsed.GetValue(_throttle),
            MaxPerAddress = parsed.GetValue(_perAddress),
            MaxPerProvider = parsed.GetValue(_perProvider),
            SkipRevocationCheck = parsed.GetValue(_skipRevocation),
            AllowPrivateNetwork = parsed.GetValue(_privateNetwork),
            Dnssec = parsed.GetValue(_dnssec),
            TrustAnchors = TrustAnchorsOf(parsed),
            DnsServersAreNamed = DnsServers(parsed).Count > 0,
            MtaStsPort = parsed.GetValue(_mtaStsPort),
            Proxy = parsed.GetValue(_proxy),
        };
    }

    public IReadOnlyList<string> DnsServers(ParseResult parsed) => parsed.GetValue(_dnsServers) ?? [];

    public string? CaFile(ParseResult parsed) => parsed.GetValue(_caFile);

    public string? TrustAnchorFile(ParseResult parsed) => parsed.GetValue(_trustAnchor);

    /// <summary>True where the user set a limit for a whole probe.</summary>
    public bool IsTimeoutGiven(ParseResult parsed) => parsed.GetResult(_timeout) is { Implicit: false };

    /// <summary>True where the user asked for proofs: with stored facts that means to prove their DNS answers again.</summary>
    public bool IsProofAsked(ParseResult parsed) => parsed.GetValue(_dnssec) == DnssecMode.Validate
        && (parsed.GetResult(_dnssec) is { Implicit: false } || parsed.GetResult(_trustAnchor) is { Implicit: false });

    public bool IsThrottleGiven(ParseResult parsed) => parsed.GetResult(_throttle) is { Implicit: false };

    public bool IsProviderLimitGiven(ParseResult parsed) => parsed.GetResult(_perProvider) is { Implicit: false };

    /// <summary>True where the user set one of those that the practice range brings itself.</summary>
    public bool IsGiven(ParseResult parsed, out string name)
    {
        foreach (Option option in (Option[])[_port, _dnsServers, _trustAnchor, _caFile, _mtaStsPort, _proxy])
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                name = option.Name;
                return true;
            }
        }

        name = "";
        return false;
    }

    /// <summary>An enumeration by its names only, in any case: a number is no name.</summary>
    public static T ParseChoice<T>(ArgumentResult result)
        where T : struct, Enum
    {
        string text = result.Tokens[0].Value;
        foreach (string name in Enum.GetNames<T>())
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
            {
                return Enum.Parse<T>(name);
            }
        }

        result.AddError($"{OptionName(result)} '{VisibleText.Show(text)}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
        return default;
    }

    private TrustAnchors TrustAnchorsOf(ParseResult parsed)
    {
        if (parsed.GetValue(_trustAnchor) is not { } path)
        {
            return TrustAnchors.Root;
        }

        Outcome<TrustAnchors> read = TrustAnchors.ReadFile(path);
        return read.Value ?? throw new UsageException($"--trust-anchor '{VisibleText.Show(path)}': {read.Fault}");
    }

    private static Uri? ParseProxy(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (ProxyAddress.TryParse(text, out Uri? proxy))
        {
            return proxy;
        }

        result.AddError($"--proxy '{VisibleText.Show(text)}' is not of the form http://HOST:PORT.");
        return null;
    }

    private static Option<int> Number(string name, int usual, int least, int most, string description) => new(name)
    {
        Description = $"{description} {least} to {most}.",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{name} '{VisibleText.Show(text)}' is not a whole number from {least} to {most}.");
            return usual;
        },
    };

    private static Option<double> Seconds(string name, double usual, string description) => new(name)
    {
        Description = $"{description} 0.1 to 600.",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is >= 0.1 and <= 600)
            {
                return value;
            }

            result.AddError($"{name} '{VisibleText.Show(text)}' is not a number of seconds from 0.1 to 600.");
            return usual;
        },
    };

    private static string OptionName(ArgumentResult result) => (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
}
