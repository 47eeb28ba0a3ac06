using System;
using System.Collections.Generic;
using System.Text.Json;
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
    public static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private bool _any;

    public void Write(DomainAudit audit) => terminal.Write(() =>
    {
        foreach (object item in select(audit))
        {
            string text = JsonSerializer.Serialize(item, item.GetType(), Options);
            terminal.Out.Write(form == OutputForm.JsonLines ? text + "\n" : (_any ? ",\n " : "[\n ") + text);
            _any = true;
        }
    });

    public void Dispose()
    {
        if (form == OutputForm.Json)
        {
            terminal.Write(() => terminal.Out.Write(_any ? "\n]\n" : "[]\n"));
        }
    }
}
