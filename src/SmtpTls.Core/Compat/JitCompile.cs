using System.Runtime.CompilerServices;

namespace SmtpTls.Compat;

/// <summary>How the platform compiles a method.</summary>
internal static class JitCompile
{
    /// <summary>
    /// Well from the first call on: for loops that go over every octet of a folder of files, in a program that otherwise starts faster when
    /// nothing is compiled twice. netstandard2.0 has no name for it, and platforms that do not know it pass over it.
    /// </summary>
    public const MethodImplOptions AtOnce = (MethodImplOptions)512;
}
