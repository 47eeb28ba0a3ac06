using System;
using System.IO;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.InteropServices;

namespace SmtpTls.Pipeline;

/// <summary>
/// Windows PowerShell 5.1 lacks Microsoft's packages that .NET has grown since, so they lie beside this assembly; but they ask for each other
/// in versions that only binding redirects of a program could reconcile, and a module has none. This answers for them: for our own
/// assemblies' requests only, from our own folder only, so that no other module in the session is touched. PowerShell 7 needs nothing of it.
/// </summary>
public sealed class ModuleAssemblies : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(ModuleAssemblies).Assembly.Location) ?? "";

    /// <inheritdoc/>
    public void OnImport()
    {
        if (RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal))
        {
            AppDomain.CurrentDomain.AssemblyResolve += Resolve;
        }
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    /// <summary>The file in a folder that answers a request, or null: same name, same key, and no older than asked for.</summary>
    internal static string? FindFile(string folder, AssemblyName wanted)
    {
        string path = Path.Combine(folder, wanted.Name + ".dll");
        if (wanted.Name is null || wanted.Name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || !File.Exists(path))
        {
            return null;
        }

        AssemblyName found = AssemblyName.GetAssemblyName(path);
        bool sameKey = (wanted.GetPublicKeyToken() ?? []).AsSpan().SequenceEqual(found.GetPublicKeyToken() ?? []);
        return sameKey && (wanted.Version is null || found.Version >= wanted.Version) ? path : null;
    }

    private static Assembly? Resolve(object? sender, ResolveEventArgs request)
    {
        if (request.RequestingAssembly is not { IsDynamic: false } asking
            || !string.Equals(Path.GetDirectoryName(asking.Location), Folder, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return FindFile(Folder, new AssemblyName(request.Name)) is { } path ? Assembly.LoadFrom(path) : null;
    }
}
