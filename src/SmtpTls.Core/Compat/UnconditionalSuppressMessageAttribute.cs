#if NETSTANDARD2_0
namespace System.Diagnostics.CodeAnalysis;

/// <summary>What .NET Framework lacks: a warning of the trimmer that is answered, with why.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
internal sealed class UnconditionalSuppressMessageAttribute(string category, string checkId) : Attribute
{
    public string Category { get; } = category;

    public string CheckId { get; } = checkId;

    public string? Justification { get; set; }
}
#endif
