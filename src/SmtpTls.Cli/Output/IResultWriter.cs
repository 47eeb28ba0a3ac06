using System;

namespace SmtpTls.Cli.Output;

/// <summary>Takes one judged subject after the other.</summary>
internal interface IResultWriter : IDisposable
{
    void Write(DomainAudit audit);
}
