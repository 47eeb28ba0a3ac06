using System;

namespace SmtpTls.Http;

/// <summary>A proxy as a user names it: <c>http://HOST:PORT</c>, nothing more.</summary>
internal static class ProxyAddress
{
    /// <summary>False for anything but a plain HTTP address: the proxy's own credentials are never typed on a command line.</summary>
    public static bool TryParse(string? text, out Uri? proxy)
    {
        bool good = Uri.TryCreate((text ?? "").Trim(), UriKind.Absolute, out proxy)
            && proxy.Scheme == Uri.UriSchemeHttp && proxy.Host.Length > 0 && proxy.UserInfo.Length == 0
            && proxy.PathAndQuery == "/" && proxy.Fragment.Length == 0;
        proxy = good ? proxy : null;
        return good;
    }
}
