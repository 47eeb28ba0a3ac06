using System;
using System.Collections.Generic;
using SmtpTls.Cli.Input;

namespace SmtpTls.Cli.Output;

/// <summary>
/// Results as JSON: one array, or one object a line. Each object is out before the next is worked on, and an array is closed also when the
/// run is interrupted, so that what was found can be read.
/// </summary>
/// <param name="terminal">Where to.</param>
/// <param name="form">Array or lines.</param>
/// <param name="select">Which objects of an audit are wanted: itself, or its hosts.</param>
internal sealed class JsonWriter(Terminal terminal, OutputForm form, Func<DomainAudit, IEnumerable<object>> select) : IResultWriter
{
    private readonly JsonObjects _objects = new(terminal, form);

    public void Write(DomainAudit audit) => WriteAll(select(audit));

    /// <summary>Results of other kinds, in the same form.</summary>
    public void WriteAll(IEnumerable<object> items)
    {
        foreach (object item in items)
        {
            _objects.Write(item);
        }
    }

    public void Dispose() => _objects.Dispose();
}
