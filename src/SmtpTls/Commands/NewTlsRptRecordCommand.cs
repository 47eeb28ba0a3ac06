using System.Collections.Generic;
using System.Management.Automation;
using SmtpTls.Pipeline;
using SmtpTls.TlsRpt.Publish;

namespace SmtpTls.Commands;

/// <summary><c>New-TlsRptRecord</c>: the DNS record by which a domain asks for TLS reports (RFC 8460 §3).</summary>
[Cmdlet(VerbsCommon.New, "TlsRptRecord"), OutputType(typeof(TlsRptRecordPlan))]
public sealed class NewTlsRptRecordCommand : PSCmdlet
{
    private readonly List<ReportUri> _addresses = [];

    /// <summary>Mail domains that ask for reports.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName"), NameFrom("DomainName", "Domain")]
    public string[] Domain { get; set; } = [];

    /// <summary>Where reports go.</summary>
    [Parameter(Mandatory = true, Position = 1), ValidateNotNullOrEmpty]
    public string[] Rua { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        foreach (string text in Rua)
        {
            if (!ReportUri.TryParse(text, out ReportUri? uri, out string? problem))
            {
                ThrowTerminatingError(Errors.ReportAddressInvalid(text, problem));
            }

            _addresses.Add(uri!);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string text in Domain)
        {
            if (DomainName.TryParse(text, out DomainName? name, out string? problem))
            {
                WriteObject(TlsRptRecordPlanner.Plan(name, _addresses));
            }
            else
            {
                WriteError(Errors.DomainNameInvalid(text, problem));
            }
        }
    }
}
