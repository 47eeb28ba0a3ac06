namespace SmtpTls.Dane.Publish;

/// <summary>What to do at each step of a change of certificates, for people.</summary>
internal static class RolloverText
{
    public static string ActionOf(TlsaWish wish, string step)
    {
        bool change = wish.Next.Count > 0;
        return step switch
        {
            "Publish" => change ? $"Publish the records of both certificates at {wish.Name}; do not change the server yet." : $"Publish the record at {wish.Name}.",
            "Wait" => change ? "Both are published; wait until no cache can lack the next record, then switch." : $"The record is published; wait until no cache can lack it, then let {wish.Host} use its certificate.",
            "Switch" => change ? $"Let {wish.Host} use the next certificate, on every address." : $"The record is published, and no address shows its certificate: let {wish.Host} use it, on every address.",
            "Switching" => "Some addresses still use the old certificate: finish the switch, and remove nothing.",
            "Remove" => "Every address uses the next certificate: the old records may be removed.",
            "Done" => change ? "The change is over: nothing is left to do." : "The records fit what the server shows: nothing is left to do.",
            "SwitchedTooSoon" => $"No record in DNS fits the certificate that the server uses, so senders that honour DANE deliver nothing: publish its record at {wish.Name} at once.",
            "RemovedTooSoon" => $"The server still uses the old certificate and no record in DNS fits it any more, so senders that honour DANE deliver nothing: publish its record at {wish.Name} again at once.",
            "NotOurs" => $"The server shows a certificate that is none of those given: remove nothing, and find out what it is.",
            _ => "It could not be seen what DNS holds or what every address shows: remove nothing, and look again.",
        };
    }

    /// <summary>What stands in the way whatever the step; empty where nothing does.</summary>
    /// <param name="wish">What is wanted.</param>
    /// <param name="view">What is.</param>
    /// <param name="passedOver">A record that is wanted is there and is not tried.</param>
    public static string Remark(TlsaWish wish, RolloverView view, bool passedOver) =>
        view.Answer is null ? $" TLSA was not asked for: senders ask only where the addresses of {wish.Host} are secure by DNSSEC, and that could not be shown."
        : view.Answer is { IsDecisive: true, Security: not Dns.Dnssec.DnsSecurity.Secure } ? " The TLSA answer is not secure by DNSSEC, so senders pass over these records."
        : passedOver ? $" At {wish.Name} a record that is wanted stands beside one of the same usage and selector with a stronger digest, so senders pass over it (RFC 7671 §9): publish all with the same matching type."
        : "";
}
