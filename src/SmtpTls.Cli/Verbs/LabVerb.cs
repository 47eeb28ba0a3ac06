using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Lab;

namespace SmtpTls.Cli.Verbs;

/// <summary><c>smtptls lab</c>: the practice range, running until Ctrl+C or for a given time.</summary>
internal static class LabVerb
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "Print the range's addresses as one JSON object on the first line." };
        Option<double?> duration = new("--duration")
        {
            Description = "Seconds to run. Default: until Ctrl+C.",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is > 0 and <= 86400)
                {
                    return value;
                }

                result.AddError($"--duration '{VisibleText.Show(text)}' is not a number of seconds up to 86400.");
                return null;
            },
        };
        Command command = new("lab", "Start the practice range: DNS and mail servers, good and broken, on loopback.");
        command.Options.Add(json);
        command.Options.Add(duration);
        command.SetAction((parsed, stop) => RunAsync(terminal, parsed.GetValue(json), parsed.GetValue(duration), stop));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, bool json, double? duration, CancellationToken stop)
    {
        LabRange range;
        try
        {
            range = await LabRange.StartAsync(new LabOptions(), stop);
        }
        catch (LabStartException e)
        {
            terminal.Complain(e.Message);
            return ExitCode.Failed;
        }

        await using (range)
        {
            terminal.Write(() => Describe(terminal, range, json));
            await Task.Delay(duration is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan, stop);
        }

        return ExitCode.Ok;
    }

    private static void Describe(Terminal terminal, LabRange range, bool json)
    {
        if (json)
        {
            using MemoryStream octets = new();
            using (Utf8JsonWriter writer = new(octets))
            {
                writer.WriteStartObject();
                writer.WriteString("dnsServer", range.DnsServer.ToString());
                writer.WriteNumber("smtpPort", range.SmtpPort);
                writer.WritePropertyName("mtaStsPort");
                JsonForm.Write(writer, range.MtaStsPort, ResultsJson.Default.Options);
                writer.WriteString("caFile", range.CaFile);
                writer.WriteString("trustAnchor", range.TrustAnchor);
                writer.WriteStartArray("domains");
                range.Domains.ToList().ForEach(domain => writer.WriteStringValue(domain.Domain));
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            terminal.Out.WriteLine(Encoding.UTF8.GetString(octets.ToArray()));
            return;
        }

        terminal.Out.WriteLine($"The practice range runs until Ctrl+C. In another terminal:");
        string way = $"--dns-server {range.DnsServer} --trust-anchor {range.TrustAnchor} --ca-file {range.CaFile} --port {range.SmtpPort}";
        terminal.Out.WriteLine($"  smtptls starttls {range.Domains[0].Domain} {way}");
        terminal.Out.WriteLine($"  smtptls mta-sts {range.Domains[0].Domain} {way} --mta-sts-port {range.MtaStsPort} --allow-private-network");
        terminal.Out.WriteLine();
        int width = range.Domains.Max(domain => domain.Domain.Length);
        foreach (LabDomain domain in range.Domains)
        {
            terminal.Out.WriteLine($"{domain.Domain.PadRight(width)}  {domain.About}");
        }
    }
}
