using System;
using System.Buffers;
using System.IO;
using System.Text.Json;
using SmtpTls.Cli.Input;

namespace SmtpTls.Cli.Output;

/// <summary>Objects as JSON: one array, or one a line. Each is out before the next, and an array is closed also when the run is interrupted.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="form">Array or lines.</param>
internal sealed class JsonObjects(Terminal terminal, OutputForm form) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _octets = new(16 * 1024);
    private readonly Utf8JsonWriter _json = new(Stream.Null);
    private bool _any;

    public void Write(object item) => terminal.Write(() =>
    {
        _octets.ResetWrittenCount();
        _octets.Write(form == OutputForm.JsonLines ? ""u8 : _any ? ",\n "u8 : "[\n "u8);
        _json.Reset(_octets);
        JsonSerializer.Serialize(_json, item, ResultsJson.Default.Options.GetTypeInfo(item.GetType()));
        _octets.Write(form == OutputForm.JsonLines ? "\n"u8 : ""u8);
        terminal.WriteOctets(_octets.WrittenSpan);
        _any = true;
    });

    public void Dispose()
    {
        _json.Dispose();
        if (form == OutputForm.Json)
        {
            terminal.Write(() => terminal.WriteOctets(_any ? "\n]\n"u8 : "[]\n"u8));
        }
    }
}
