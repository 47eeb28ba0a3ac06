using System.Collections.Generic;
using System.Net;
using SmtpTls.Lab.Dns;
using SmtpTls.Lab.Dns.Signing;

namespace SmtpTls.Lab.Catalog;

/// <summary>
/// Domains that are zones of their own, signed well, badly or not at all. Mail for them goes to a good host in another zone. Each holds
/// the same few names, so that a validator can be tried on every kind of answer: <c>host</c> (an address), <c>tlsa</c> (a record that fits nothing), <c>*.wild</c> (a wildcard),
/// <c>below.empty</c> (with an empty name above it), <c>alias</c> (to another zone), <c>loose</c> (to an unsigned zone) and
/// <c>tree</c> (a DNAME to another zone).
/// </summary>
internal static class DnssecCases
{
    public static IEnumerable<LabCase> All(MailHosts hosts)
    {
        LabCase mail = hosts["good-ecdsa"];
        foreach (LabCase item in (IEnumerable<LabCase>)[.. Good(), .. Unproved(), .. Broken()])
        {
            yield return item with { MailAt = mail, MoreRecords = item.MoreRecords + Trial };
        }
    }

    private static IEnumerable<LabCase> Good()
    {
        yield return One("dnssec-nsec", "a zone signed with ECDSA P-256 and NSEC", new ZonePlan());
        yield return One("dnssec-nsec3", "a zone signed with ECDSA P-256 and NSEC3 as RFC 9276 wants it", new ZonePlan { Denial = DenialKind.Nsec3 });
        yield return One("dnssec-rsa", "a zone signed with RSA/SHA-256 and NSEC3 with salt and ten iterations",
            new ZonePlan { Algorithm = ZoneKey.RsaSha256, SplitKeys = true, Denial = DenialKind.Nsec3, Iterations = 10, Salt = [0xab, 0xcd] });
        yield return One("dnssec-rsa512", "a zone signed with RSA/SHA-512", new ZonePlan { Algorithm = ZoneKey.RsaSha512 });
        yield return One("dnssec-p384", "a zone signed with ECDSA P-384 below a DS with SHA-384", new ZonePlan { Algorithm = ZoneKey.EcdsaP384, DigestType = 4 });
        yield return One("dnssec-ed25519", "a zone signed with Ed25519", new ZonePlan { Algorithm = ZoneKey.Ed25519 });
        yield return One("dnssec-optout", "a zone with NSEC3 and opt-out, above an unsigned zone", new ZonePlan { Denial = DenialKind.Nsec3, OptOut = true });
    }

    private static IEnumerable<LabCase> Unproved()
    {
        yield return One("dnssec-unsigned", "an unsigned zone: the parent proves that it has no DS", new ZonePlan { Signed = false }, "Insecure");
        yield return One("dnssec-unknown-algorithm", "a zone signed with an algorithm that nobody knows, which counts as unsigned", new ZonePlan { Algorithm = 200 }, "Insecure");
        yield return One("dnssec-rsasha1", "a zone signed with RSA/SHA-1, which counts as unsigned since RFC 9905", new ZonePlan { Algorithm = ZoneKey.RsaSha1 }, "Insecure");
        yield return One("dnssec-iterations", "a zone with 150 NSEC3 iterations: what it denies counts as unsigned (RFC 9276 §3.2)", new ZonePlan { Denial = DenialKind.Nsec3, Iterations = 150 });
    }

    private static IEnumerable<LabCase> Broken()
    {
        yield return Hidden(Faulty("dnssec-expired", "a zone whose signatures ran out ten days ago", ZoneFault.Expired));
        yield return Hidden(Faulty("dnssec-not-yet-valid", "a zone whose signatures are good from ten days on", ZoneFault.NotYetValid));
        yield return Hidden(Faulty("dnssec-wrong-ds", "a zone whose parent has a DS that fits none of its keys", ZoneFault.WrongDs));
        yield return Faulty("dnssec-missing-rrsig", "a signed zone whose MX and addresses have no signatures", ZoneFault.MissingSignature);
        yield return Faulty("dnssec-bad-signature", "a signed zone whose MX and addresses do not fit their signatures", ZoneFault.BadSignature);
        yield return Hidden(One("dnssec-stripped", "a signed zone behind a resolver that drops what belongs to DNSSEC", new ZonePlan(), "Bogus") with
        {
            MoreRecords = static zone => zone.Behave("", ZoneConduct.Strip),
        });
        yield return Hidden(Faulty("dnssec-wrong-denial", "a signed zone that proves something else when it says that there is none", ZoneFault.WrongDenial) with { Security = "Secure" });
        yield return Hidden(Faulty("dnssec-wrong-denial3", "the same with NSEC3", ZoneFault.WrongDenial, DenialKind.Nsec3) with { Security = "Secure" });
        yield return Hidden(Faulty("dnssec-no-denial", "a signed zone that proves nothing when it says that there is none", ZoneFault.MissingDenial) with { Security = "Secure" });
    }

    /// <summary>Whether it has a policy or wants reports cannot be told: the answer that says "no" is not genuine.</summary>
    private static LabCase Hidden(LabCase item) => item with { MtaSts = new LabMtaSts("Indeterminate", "Inconclusive") { Records = [] }, TlsRptState = "Indeterminate" };

    private static void Trial(ZoneWriter zone)
    {
        zone.Address("host", IPAddress.Loopback);
        zone.Tlsa("tlsa", new SmtpTls.Dns.TlsaData(3, 1, 1, new byte[32]));
        zone.Text("*.wild", "from a wildcard");
        zone.Text("below.empty", "the name above this one is empty");
        zone.Alias("alias", SmtpTls.Dns.DnsName.Parse("mx.good-ecdsa.lab.test"));
        zone.Alias("loose", SmtpTls.Dns.DnsName.Parse("host.dnssec-unsigned.lab.test"));
        zone.Tree("tree", SmtpTls.Dns.DnsName.Parse("dnssec-nsec3.lab.test"));
    }

    private static LabCase Faulty(string name, string about, ZoneFault fault, DenialKind denial = DenialKind.Nsec) =>
        One(name, about, new ZonePlan { Fault = fault, Denial = denial }, "Bogus");

    private static LabCase One(string name, string about, ZonePlan plan, string security = "Secure") => new(name, about) { Zone = plan, Security = security };
}
