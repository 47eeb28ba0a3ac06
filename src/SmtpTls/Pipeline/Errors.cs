using System;
using System.IO;
using System.Management.Automation;
using SmtpTls.Audit.Drift;

namespace SmtpTls.Pipeline;

/// <summary>Every error record of the module: one factory for each ErrorId. The ids are names that scripts rely on and never change.</summary>
internal static class Errors
{
    /// <summary>One of the domains given is none; the others go on.</summary>
    public static ErrorRecord DomainNameInvalid(string text, string problem) => new(
        new FormatException($"'{Shown(text)}' is not a domain name: {problem}."), nameof(DomainNameInvalid), ErrorCategory.InvalidData, text);

    /// <summary>One of the hosts given is neither a name nor an address; the others go on.</summary>
    public static ErrorRecord HostNameInvalid(string text, string problem) => new(
        new FormatException($"'{Shown(text)}' is not a host name: {problem}."), nameof(HostNameInvalid), ErrorCategory.InvalidData, text);

    /// <summary><c>-HeloName</c> would be refused by every server.</summary>
    public static ErrorRecord HeloNameInvalid(string text) => new(
        new FormatException($"-HeloName '{Shown(text)}' is neither a host name nor an address literal such as [192.0.2.1]."),
        nameof(HeloNameInvalid), ErrorCategory.InvalidArgument, text);

    /// <summary><c>-CaFile</c> cannot be opened or holds no certificate.</summary>
    public static ErrorRecord CaFileUnreadable(string path, string problem) => new(
        new IOException($"-CaFile: {problem}"), nameof(CaFileUnreadable), ErrorCategory.OpenError, path);

    /// <summary><c>-TrustAnchor</c> cannot be opened or holds a line that is no key.</summary>
    public static ErrorRecord TrustAnchorUnreadable(string path, string problem) => new(
        new IOException($"-TrustAnchor: {problem}"), nameof(TrustAnchorUnreadable), ErrorCategory.OpenError, path);

    /// <summary><c>-Proxy</c> is no address of an HTTP proxy.</summary>
    public static ErrorRecord ProxyInvalid(string text) => new(
        new FormatException($"-Proxy '{Shown(text)}' is not of the form http://HOST:PORT."), nameof(ProxyInvalid), ErrorCategory.InvalidArgument, text);

    /// <summary><c>-StatePath</c> cannot be used as a folder.</summary>
    public static ErrorRecord StatePathUnusable(string path, string problem) => new(
        new IOException($"-StatePath: {problem}"), nameof(StatePathUnusable), ErrorCategory.OpenError, path);

    /// <summary>The journal of a run can no longer be written (disk full); results that were written stay, and so does what it holds.</summary>
    public static ErrorRecord StateLost(string path, Exception e) => new(e, nameof(StateLost), ErrorCategory.WriteError, path);

    /// <summary>A journal to merge cannot be read, or the parts are not whole; what there is was written.</summary>
    public static ErrorRecord JournalIncomplete(string problem) => new(new IOException(problem), nameof(JournalIncomplete), ErrorCategory.InvalidData, null);

    /// <summary><c>-Shard</c> names no part of a list.</summary>
    public static ErrorRecord ShardInvalid(string text) => new(
        new FormatException($"-Shard '{Shown(text)}' is not of the form I/N, such as 2/4 for the second of four parts."), nameof(ShardInvalid), ErrorCategory.InvalidArgument, text);

    /// <summary>A policy file cannot be read.</summary>
    public static ErrorRecord PolicyUnreadable(string path, string problem) => new(
        new IOException($"'{Shown(path)}' cannot be read: {problem}"), nameof(PolicyUnreadable), ErrorCategory.OpenError, path);

    /// <summary><c>-DnsServer</c> names no server that can be asked.</summary>
    public static ErrorRecord DnsServerInvalid(string[] servers, Fault fault) => new(
        new ArgumentException($"-DnsServer {fault.Message}"), nameof(DnsServerInvalid), CategoryOf(fault.Kind), servers);

    /// <summary>This machine names no DNS server, and neither did the user.</summary>
    public static ErrorRecord NoResolver(Fault fault) => new(
        new InvalidOperationException($"{fault.Message} Name one with -DnsServer."), nameof(NoResolver), ErrorCategory.ResourceUnavailable, null);

    /// <summary><c>-Rua</c> holds something that no report can be sent to.</summary>
    public static ErrorRecord ReportAddressInvalid(string text, string problem) => new(
        new FormatException($"-Rua '{Shown(text)}' is no address for reports: {problem}."), nameof(ReportAddressInvalid), ErrorCategory.InvalidArgument, text);

    /// <summary><c>-Mx</c> holds something that a policy cannot.</summary>
    public static ErrorRecord MxPatternInvalid(string text, string problem) => new(
        new FormatException($"-Mx '{Shown(text)}' cannot stand in a policy: {problem}."), nameof(MxPatternInvalid), ErrorCategory.InvalidArgument, text);

    /// <summary>The mail hosts of a domain could not be looked up, or there are none to make a policy for; the others go on.</summary>
    public static ErrorRecord MailHostsUnknown(string domain, Fault fault) => new(
        new InvalidOperationException($"{fault.Message} Name the mail hosts with -Mx."), nameof(MailHostsUnknown), CategoryOf(fault.Kind), domain);

    /// <summary>The files of a kit cannot be written; nothing was changed.</summary>
    public static ErrorRecord KitNotWritten(string folder, Fault fault) => new(
        new IOException($"{fault.Message} Nothing was changed."), nameof(KitNotWritten), ErrorCategory.WriteError, folder);

    /// <summary><c>-OutputDirectory</c> is no place for files.</summary>
    public static ErrorRecord OutputDirectoryInvalid(string path, string problem) => new(
        new ArgumentException($"-OutputDirectory: {problem}"), nameof(OutputDirectoryInvalid), ErrorCategory.InvalidArgument, path);

    /// <summary>A kit is asked for without a place for it, or a place without a kit.</summary>
    public static ErrorRecord HostingIncomplete() => new(
        new ArgumentException("-HostingKind and -OutputDirectory go together: which kit, and where its files are written."),
        nameof(HostingIncomplete), ErrorCategory.InvalidArgument, null);

    /// <summary>A rule cannot be meant as it was given; the others go on.</summary>
    public static ErrorRecord RuleInvalid(string rule, string problem) => new(
        new FormatException(problem), nameof(RuleInvalid), ErrorCategory.InvalidArgument, rule);

    /// <summary>A rule file cannot be opened.</summary>
    public static ErrorRecord RuleFileUnreadable(string path, string problem) => new(
        new IOException($"'{Shown(path)}' cannot be read: {problem}"), nameof(RuleFileUnreadable), ErrorCategory.OpenError, path);

    /// <summary>Something in a rule file is wrong, at this line and column; no rule of the file was taken.</summary>
    public static ErrorRecord RuleFileInvalid(string path, string problem) => new(
        new FormatException($"'{Shown(path)}' {problem} No rule of this file was taken."), nameof(RuleFileInvalid), ErrorCategory.InvalidData, path);

    /// <summary>A rule file or script cannot be written; nothing was changed.</summary>
    public static ErrorRecord RuleFileNotWritten(string path, Fault fault) => new(
        new IOException($"{fault.Message} Nothing was changed."), nameof(RuleFileNotWritten), ErrorCategory.WriteError, path);

    /// <summary>The target system has no words for a rule; the others go on.</summary>
    public static ErrorRecord RuleNotExpressible(string rule, string problem) => new(
        new NotSupportedException(problem), nameof(RuleNotExpressible), ErrorCategory.NotImplemented, rule);

    /// <summary>One of the recipients, or the sender, is no mail address; the others go on.</summary>
    public static ErrorRecord MailAddressInvalid(string text, string problem) => new(
        new FormatException($"'{Shown(text)}' is not a mail address: {problem}."), nameof(MailAddressInvalid), ErrorCategory.InvalidData, text);

    /// <summary>An object that stands for a message names nobody who gets it; the others go on.</summary>
    public static ErrorRecord MessageWithoutRecipient(object message) => new(
        new ArgumentException("The object has no property Recipients, Recipient or RecipientAddress with a mail address in it."),
        nameof(MessageWithoutRecipient), ErrorCategory.InvalidData, message);

    /// <summary>A Boolean is asked for without a look at the servers.</summary>
    public static ErrorRecord QuietNeedsLive() => new(
        new ArgumentException("-Quiet says whether mail would be delivered today, which only -Live can tell."), nameof(QuietNeedsLive), ErrorCategory.InvalidArgument, null);

    /// <summary>There is neither a message to plan nor a look at the servers.</summary>
    public static ErrorRecord RecipientsMissing() => new(
        new ArgumentException("Name recipients with -Recipient, give messages by the pipeline, or look at the partners' servers with -Live."), nameof(RecipientsMissing), ErrorCategory.InvalidArgument, null);

    /// <summary>A path of reports leads nowhere, or may not be read; the others go on.</summary>
    public static ErrorRecord ReportUnreadable(string path, string problem) => new(
        new IOException($"'{Shown(path)}' cannot be read: {problem}"), nameof(ReportUnreadable), ErrorCategory.OpenError, path);

    /// <summary>The pipeline took an array of bytes apart; said once for all of them.</summary>
    public static ErrorRecord ReportBytesUnrolled() => new(
        new ArgumentException("A single byte is no report: the pipeline takes arrays apart. Pass the array as one object, with a comma before it (,$bytes | Read-TlsRptReport), or as -InputObject $bytes."),
        nameof(ReportBytesUnrolled), ErrorCategory.InvalidArgument, null);

    /// <summary>An object of the pipeline is nothing to read or to count; the others go on.</summary>
    public static ErrorRecord ReportObjectUnusable(PSObject? input, string problem) => new(
        new ArgumentException($"An object of type {Shown(input?.BaseObject.GetType().Name ?? "null")} cannot be used: {problem}."),
        nameof(ReportObjectUnusable), ErrorCategory.InvalidArgument, input);

    /// <summary>The page cannot be written; what was there is as it was.</summary>
    public static ErrorRecord PageNotWritten(string path, Fault fault) => new(
        new IOException(fault.Message), nameof(PageNotWritten), ErrorCategory.WriteError, path);

    /// <summary>A message file or folder cannot be read, or what was given is no message header; the others go on.</summary>
    public static ErrorRecord MessageUnreadable(string path, string problem) => new(
        new IOException($"'{Shown(path)}' cannot be read: {problem}"), nameof(MessageUnreadable), ErrorCategory.ReadError, path);

    /// <summary>There is no clipboard here, or no text in it.</summary>
    public static ErrorRecord ClipboardUnavailable(string problem) => new(
        new InvalidOperationException($"-Clipboard: {Shown(problem)}"), nameof(ClipboardUnavailable), ErrorCategory.ResourceUnavailable, null);

    /// <summary><c>-TrustedHost</c>, <c>-PartnerHost</c> or <c>-FilterHost</c> holds something that names no hosts.</summary>
    public static ErrorRecord BoundaryInvalid(string parameter, string[] texts, string problem) => new(
        new ArgumentException($"-{parameter} {problem}."), nameof(BoundaryInvalid), ErrorCategory.InvalidArgument, texts);

    /// <summary>A certificate file cannot be read, or holds none; or it is no file at all.</summary>
    public static ErrorRecord CertificateUnreadable(string path, string problem) => new(
        new IOException($"'{Shown(path)}' gives no certificate: {problem}"), nameof(CertificateUnreadable), ErrorCategory.OpenError, path);

    /// <summary>A host showed no certificate to make records from; the others go on.</summary>
    public static ErrorRecord HostCertificateUnknown(string host, Fault fault) => new(
        new InvalidOperationException($"No certificate of {Shown(host)} could be seen: {fault.Message}"), nameof(HostCertificateUnknown), CategoryOf(fault.Kind), host);

    /// <summary><c>-Remove</c> while today's records are still needed, or nobody could see whether they are.</summary>
    public static ErrorRecord TlsaRemovalUnsafe(string host, TlsaRolloverCheck check) => new(
        new InvalidOperationException($"The records of {Shown(host)} must not be removed now ({check.Step}). {check.Action} Seen: {Shown(string.Join("; ", check.Served))}."),
        nameof(TlsaRemovalUnsafe), ErrorCategory.InvalidOperation, check);

    /// <summary>A file of audits cannot be found or opened; the others go on.</summary>
    public static ErrorRecord AuditUnreadable(string path, string problem) => new(
        new IOException($"'{Shown(path)}' cannot be read: {problem}"), nameof(AuditUnreadable), ErrorCategory.OpenError, path);

    /// <summary>A file, or a piece of it, holds no audit; the rest goes on.</summary>
    public static ErrorRecord AuditPieceUnreadable(AuditProblem problem) => new(
        new InvalidDataException(problem.ToString()), nameof(AuditPieceUnreadable), ErrorCategory.InvalidData, problem.Path);

    /// <summary>An object of the pipeline is no audit; the others go on.</summary>
    public static ErrorRecord AuditInvalid(object? input, string problem) => new(
        new InvalidDataException($"An object cannot be compared: {problem}"), nameof(AuditInvalid), ErrorCategory.InvalidData, input);

    /// <summary>There are not two audits to compare.</summary>
    public static ErrorRecord AuditsIncomplete(string problem) => new(
        new ArgumentException(problem), nameof(AuditsIncomplete), ErrorCategory.InvalidArgument, null);

    /// <summary>This machine has no scheduler that is known here.</summary>
    public static ErrorRecord SchedulerMissing(string problem) => new(
        new PlatformNotSupportedException(problem), nameof(SchedulerMissing), ErrorCategory.NotInstalled, null);

    /// <summary>The parameters of a schedule do not go together, or one holds what no scheduler takes.</summary>
    public static ErrorRecord ScheduleInvalid(string problem) => new(
        new ArgumentException(problem), nameof(ScheduleInvalid), ErrorCategory.InvalidArgument, null);

    /// <summary>Somebody else could change, or read, what a schedule uses.</summary>
    public static ErrorRecord SchedulePathUnsafe(string path, string problem) => new(
        new UnauthorizedAccessException($"'{Shown(path)}' cannot be used for what runs by itself: {problem}."), nameof(SchedulePathUnsafe), ErrorCategory.SecurityError, path);

    /// <summary>The scheduler did not take it.</summary>
    public static ErrorRecord ScheduleNotRegistered(string name, Fault fault) => new(
        new InvalidOperationException($"'{Shown(name)}' is not registered: {fault.Message}"), nameof(ScheduleNotRegistered), CategoryOf(fault.Kind), name);

    /// <summary>There is no schedule of that name; the others go on.</summary>
    public static ErrorRecord ScheduleNotFound(string name, string problem) => new(
        new ItemNotFoundException(problem), nameof(ScheduleNotFound), ErrorCategory.ObjectNotFound, name);

    /// <summary>The scheduler kept it; the others go on.</summary>
    public static ErrorRecord ScheduleNotUnregistered(string name, Fault fault) => new(
        new InvalidOperationException($"'{Shown(name)}' is still registered: {fault.Message}"), nameof(ScheduleNotUnregistered), CategoryOf(fault.Kind), name);

    /// <summary>How PowerShell calls what stood in the way.</summary>
    public static ErrorCategory CategoryOf(FaultKind kind) => kind switch
    {
        FaultKind.Timeout => ErrorCategory.OperationTimeout,
        FaultKind.Refused or FaultKind.Unreachable or FaultKind.Disconnected => ErrorCategory.ConnectionError,
        FaultKind.NameNotFound => ErrorCategory.ObjectNotFound,
        FaultKind.ServerFailure => ErrorCategory.ResourceUnavailable,
        FaultKind.Protocol => ErrorCategory.ProtocolError,
        FaultKind.Tls => ErrorCategory.SecurityError,
        FaultKind.Input => ErrorCategory.InvalidData,
        _ => ErrorCategory.NotSpecified,
    };

    private static string Shown(string text) => VisibleText.Show(text, 300);
}
