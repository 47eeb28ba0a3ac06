using System;
using System.IO;

namespace SmtpTls.Help;

/// <summary>Called by <c>build.ps1</c>: compiled cmdlets and their pages in, PowerShell's help file out. Exit code 1 when a page is not complete.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [string assembly, string pages, string output])
        {
            Console.Error.WriteLine("Usage: SmtpTls.Help ASSEMBLY PAGES-FOLDER OUTPUT.xml");
            return 2;
        }

        HelpBook book = HelpBook.Read(CmdletShape.ReadAll(assembly), pages);
        if (book.Problems.Count > 0)
        {
            foreach (string problem in book.Problems)
            {
                Console.Error.WriteLine(problem);
            }

            return 1;
        }

        using FileStream file = File.Create(output);
        MamlWriter.Write(book, file);
        return 0;
    }
}
