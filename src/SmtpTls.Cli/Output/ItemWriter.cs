using System;
using System.IO;
using System.Text.Json;
using SmtpTls.Cli.Input;
using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>Results that are no audits, one after the other: as one JSON array, an object a line, or text.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="form">Which of them.</param>
/// <param name="show">Writes one as text.</param>
/// <typeparam name="T">What a result is.</typeparam>
internal sealed class ItemWriter<T>(Terminal terminal, OutputForm form, Action<IAnsiConsole, T> show) : IDisposable
    where T : class
{
    private bool _any;

    public void Write(T item) => terminal.Write(() =>
    {
        if (form == OutputForm.Text)
        {
            show(terminal.Text, item);
            return;
        }

        using MemoryStream octets = new();
        octets.Write(form == OutputForm.JsonLines ? ""u8 : _any ? ",\n "u8 : "[\n "u8);
        JsonSerializer.Serialize(octets, item, ResultsJson.Default.Options.GetTypeInfo(item.GetType()));
        octets.Write(form == OutputForm.JsonLines ? "\n"u8 : ""u8);
        terminal.WriteOctets(octets.GetBuffer().AsSpan(0, (int)octets.Length));
        _any = true;
    });

    public void Dispose()
    {
        if (form == OutputForm.Json)
        {
            terminal.Write(() => terminal.WriteOctets(_any ? "\n]\n"u8 : "[]\n"u8));
        }
    }
}
