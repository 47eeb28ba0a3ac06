using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using SmtpTls.Mail;

namespace SmtpTls.Headers;

/// <summary>Files and folders to paths of messages; one that cannot be read is told of, and the rest goes on.</summary>
/// <param name="reader">Reads each header.</param>
/// <param name="failed">Told of a file or folder and why it is of no use.</param>
internal sealed class PathSource(PathReader reader, Action<string, string> failed)
{
    /// <summary>Octets that are taken from a stream that cannot be sought.</summary>
    private const int MostBuffered = 64 * 1024 * 1024;

    /// <summary>The messages of a file, or of each file of a folder or Maildir.</summary>
    public IEnumerable<MessagePath> Of(string path, bool recurse, CancellationToken stop)
    {
        foreach (string file in Directory.Exists(path) ? MailFolder.Files(path, recurse, failed) : [path])
        {
            using Stream? stream = Open(file);
            foreach (MessagePath one in stream is null ? [] : Of(stream, file, stop))
            {
                yield return one;
            }
        }
    }

    /// <param name="stream">Read to its end, and not closed.</param>
    /// <param name="name">What errors call it, and, where it is a path, results too.</param>
    /// <param name="stop">Asked between messages.</param>
    public IEnumerable<MessagePath> Of(Stream stream, string name, CancellationToken stop)
    {
        Stream? whole = stream.CanSeek ? stream : Buffered(stream, name);
        if (whole is null)
        {
            yield break;
        }

        int number = 0;
        string? source = name == "-" ? null : VisibleText.Show(name, 1000);
        using IEnumerator<MessageHeader> headers = MessageSource.Read(whole, stop).GetEnumerator();
        while (MoveNext(headers, name))
        {
            yield return reader.Read(headers.Current, ++number == 1 ? source : $"{source ?? "message "}#{number}");
        }

        if (number == 0)
        {
            failed(name, MessageSource.WhyNone(whole));
        }
    }

    private bool MoveNext(IEnumerator<MessageHeader> headers, string name)
    {
        try
        {
            return headers.MoveNext();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failed(name, e.Message);
            return false;
        }
    }

    private FileStream? Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            failed(file, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file or folder." : e is UnauthorizedAccessException ? "this account may not open it." : e.Message);
            return null;
        }
    }

    private MemoryStream? Buffered(Stream stream, string name)
    {
        MemoryStream whole = new();
        byte[] octets = new byte[81920];
        try
        {
            int count;
            while (whole.Length < MostBuffered && (count = stream.Read(octets, 0, octets.Length)) > 0)
            {
                whole.Write(octets, 0, count);
            }
        }
        catch (IOException e)
        {
            failed(name, e.Message);
            return null;
        }

        whole.Position = 0;
        return whole;
    }
}
