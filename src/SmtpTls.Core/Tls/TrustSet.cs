using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;

namespace SmtpTls.Tls;

/// <summary>A certificate that is trusted by itself, and who says so: <c>System</c> or <c>CaFile</c>.</summary>
internal sealed record Anchor(CertificateFacts Certificate, string Source);

/// <summary>
/// The certificates a path may end in: the system's roots, loaded when first needed, and those of the user's file. An object that a caller owns and
/// shares; it never changes.
/// </summary>
internal sealed class TrustSet
{
    public const string System = "System", CaFile = "CaFile";

    /// <summary>Every source there is, in the order they are told in.</summary>
    public static readonly IReadOnlyList<string> Sources = [System, CaFile, RootPrograms.Microsoft, RootPrograms.Mozilla];

    private const int MostFileOctets = 16 * 1024 * 1024;

    private readonly List<CertificateFacts> _file;
    private readonly Lazy<Contents> _contents;
    private readonly Lazy<List<CertificateFacts>> _known;
    private readonly Lazy<RootPrograms> _programs;

    private TrustSet(List<CertificateFacts> file, Func<List<CertificateFacts>> system, Func<List<CertificateFacts>> known, Func<RootPrograms> programs)
    {
        _file = file;
        _programs = new Lazy<RootPrograms>(programs, LazyThreadSafetyMode.ExecutionAndPublication);
        _contents = new Lazy<Contents>(() => new Contents(file, system()), LazyThreadSafetyMode.ExecutionAndPublication);
        _known = new Lazy<List<CertificateFacts>>(known, LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>The system's roots and those of a PEM file; Invalid with path and reason when the file is of no use.</summary>
    public static Outcome<TrustSet> Load(string? caFile)
    {
        List<CertificateFacts> file = [];
        if (caFile is not null)
        {
            Outcome<IReadOnlyList<byte[]>> read = ReadFile(caFile);
            if (read.Value is null)
            {
                return Outcome<TrustSet>.Invalid(new Fault(FaultKind.Input, $"The CA file '{VisibleText.Show(caFile)}' cannot be used: {read.Fault!.Message}."));
            }

            foreach (byte[] der in read.Value)
            {
                CertificateFacts facts = CertificateReader.Read(der);
                if (!facts.Readable)
                {
                    return Outcome<TrustSet>.Invalid(new Fault(FaultKind.Input, $"The CA file '{VisibleText.Show(caFile)}' cannot be used: PEM block {file.Count + 1} is not a certificate."));
                }

                file.Add(facts);
            }
        }

        return Outcome<TrustSet>.Found(new TrustSet(
            file,
            static () => ReadStores(StoreName.Root),
            static () => ReadStores(StoreName.CertificateAuthority),
            RootPrograms.Load));
    }

    /// <summary>A set of given certificates, which knows nothing of this machine; the programs are those that the library carries unless given.</summary>
    public static TrustSet Of(IEnumerable<byte[]> caFile, IEnumerable<byte[]> system, RootPrograms? programs = null)
    {
        List<CertificateFacts> file = ReadAll(caFile), roots = ReadAll(system);
        return new TrustSet(file, () => roots, static () => [], () => programs ?? RootPrograms.Load());
    }

    public IReadOnlyList<Anchor> WithSubject(string subjectKey) => _contents.Value.Anchors.TryGetValue(subjectKey, out List<Anchor>? found) ? found : [];

    /// <summary>The anchor that this certificate is, or has the name and key of; null when it is none.</summary>
    public Anchor? Find(CertificateFacts certificate)
    {
        foreach (Anchor anchor in WithSubject(certificate.SubjectKey))
        {
            if (anchor.Certificate.Spki.AsSpan().SequenceEqual(certificate.Spki))
            {
                return anchor;
            }
        }

        return null;
    }

    /// <summary>Whether the user's file holds this very certificate.</summary>
    public bool IsPinned(CertificateFacts certificate) => _file.Exists(one => one.Sha256 == certificate.Sha256);

    /// <summary>Whether a program holds this very certificate.</summary>
    public bool IsListed(CertificateFacts certificate) => _programs.Value.TryFind(certificate.Sha256, out _);

    /// <summary>
    /// Every source that trusts the name and key of the anchor. A program names certificates; two certificates with one name and key are one root, so
    /// it is enough that it holds any of those at hand.
    /// </summary>
    public IReadOnlyList<string> SourcesOf(CertificateFacts anchor)
    {
        bool system = false, file = IsPinned(anchor);
        _programs.Value.TryFind(anchor.Sha256, out ListedRoot listed);
        foreach (Anchor one in WithSubject(anchor.SubjectKey))
        {
            bool same = one.Certificate.Spki.AsSpan().SequenceEqual(anchor.Spki);
            system |= same && one.Source == System;
            file |= same && one.Source == CaFile;
            if (same && _programs.Value.TryFind(one.Certificate.Sha256, out ListedRoot other))
            {
                listed = new ListedRoot(listed.Microsoft || other.Microsoft, listed.Mozilla || other.Mozilla, other.LastDay);
            }
        }

        List<string> sources = [];
        Add(sources, system, System);
        Add(sources, file, CaFile);
        Add(sources, listed.Microsoft, RootPrograms.Microsoft);
        Add(sources, listed.Mozilla, RootPrograms.Mozilla);
        return sources;
    }

    /// <summary>Whether some anchor's subject has this organization.</summary>
    public bool HasOrganization(string organization) => _contents.Value.Organizations.Contains(organization);

    /// <summary>Whether this machine's own store of intermediates holds one with this subject that a trusted root issued.</summary>
    public bool KnowsIntermediate(string subjectKey) =>
        _known.Value.Exists(one => one.SubjectKey == subjectKey && !one.SelfIssued && WithSubject(one.IssuerKey).Count > 0)
        || _file.Exists(one => one.SubjectKey == subjectKey && Find(one) is null);

    private static void Add(List<string> sources, bool trusts, string source)
    {
        if (trusts)
        {
            sources.Add(source);
        }
    }

    private static Outcome<IReadOnlyList<byte[]>> ReadFile(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > MostFileOctets)
            {
                return Outcome<IReadOnlyList<byte[]>>.Invalid(new Fault(FaultKind.Input, "it is larger than 16 MiB"));
            }

            using StreamReader reader = new(stream);
            return PemFile.Read(reader.ReadToEnd());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Outcome<IReadOnlyList<byte[]>>.Invalid(new Fault(FaultKind.Input, VisibleText.Show(e.Message.TrimEnd('.'))));
        }
    }

    private static List<CertificateFacts> ReadStores(StoreName name)
    {
        List<byte[]> found = [];
        foreach (StoreLocation location in (StoreLocation[])[StoreLocation.LocalMachine, StoreLocation.CurrentUser])
        {
            try
            {
                using X509Store store = new(name, location);
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                foreach (X509Certificate2 certificate in store.Certificates)
                {
                    found.Add(certificate.RawData);
                    certificate.Dispose();
                }
            }
            catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException or UnauthorizedAccessException or IOException)
            {
                // A store that does not exist on this platform holds nothing.
            }
        }

        return ReadAll(found);
    }

    private static List<CertificateFacts> ReadAll(IEnumerable<byte[]> certificates)
    {
        List<CertificateFacts> read = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (byte[] der in certificates)
        {
            CertificateFacts facts = CertificateReader.Read(der);
            if (facts.Readable && seen.Add(facts.Sha256))
            {
                read.Add(facts);
            }
        }

        return read;
    }

    private sealed class Contents
    {
        public Contents(List<CertificateFacts> file, List<CertificateFacts> system)
        {
            HashSet<string> roots = new(StringComparer.Ordinal);
            file.ForEach(one => roots.Add(one.SelfIssued ? one.SubjectKey : ""));
            system.ForEach(one => roots.Add(one.SubjectKey));
            system.ForEach(one => Add(new Anchor(one, System)));
            foreach (CertificateFacts one in file)
            {
                // An intermediate whose own root is trusted is no root: a server still has to send it. One that stands alone is meant as an anchor.
                if (one.SelfIssued || !roots.Contains(one.IssuerKey))
                {
                    Add(new Anchor(one, CaFile));
                }
            }
        }

        public Dictionary<string, List<Anchor>> Anchors { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Organizations { get; } = new(StringComparer.OrdinalIgnoreCase);

        private void Add(Anchor anchor)
        {
            if (!Anchors.TryGetValue(anchor.Certificate.SubjectKey, out List<Anchor>? same))
            {
                Anchors.Add(anchor.Certificate.SubjectKey, same = []);
            }

            same.Add(anchor);
            if (anchor.Certificate.SubjectOrganization is { Length: > 0 } organization)
            {
                Organizations.Add(organization);
            }
        }
    }
}
