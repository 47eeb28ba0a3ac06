using System.IO;

namespace SmtpTls.Servers.Range;

/// <summary>What this machine lacks for the range.</summary>
internal static class Prerequisites
{
    private static readonly string[] Programs =
        ["/usr/sbin/postfix", "/usr/sbin/posttls-finger", "/usr/sbin/nsd", "/usr/sbin/unbound", "/usr/bin/openssl"];

    public static string? Missing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "real servers run on Linux only";
        }

        if (Programs.Where(p => !File.Exists(p)).ToList() is { Count: > 0 } missing)
        {
            return $"not installed: {string.Join(", ", missing)} (.ci/run installs them as root)";
        }

        return Environment.IsPrivilegedProcess ? null : "root is needed to bind ports below 1024 and to start Postfix";
    }
}
