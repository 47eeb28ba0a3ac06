using System;
using System.IO;

namespace SmtpTls.Reports.Audits;

/// <summary>Octets on their way into a page: a little in memory, more in a file of the owner's that is gone when this is disposed.</summary>
internal sealed class RecordSpool : IDisposable
{
    private const int MostInMemory = 8 * 1024 * 1024;
    private Stream _stream = new MemoryStream();

    /// <exception cref="IOException">The disk is full, or the folder for temporary files cannot be used.</exception>
    public void Write(byte[] octets)
    {
        if (_stream is MemoryStream memory && memory.Length + octets.Length > MostInMemory)
        {
            FileStream file = OwnFiles.CreateScratch(Path.Combine(Path.GetTempPath(), $"smtptls-{Guid.NewGuid():N}.tmp"));
            memory.WriteTo(file);
            memory.Dispose();
            _stream = file;
        }

        _stream.Write(octets, 0, octets.Length);
    }

    /// <summary>Everything that was written; more may follow.</summary>
    public void CopyTo(Stream target)
    {
        _stream.Position = 0;
        _stream.CopyTo(target);
    }

    public void Dispose() => _stream.Dispose();
}
