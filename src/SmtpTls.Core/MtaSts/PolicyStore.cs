using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.MtaSts;

/// <summary>What the store holds of a domain.</summary>
/// <param name="Policy">Null when it holds none, or none that can be read. It may have expired.</param>
/// <param name="Notices">One sentence each: what was wrong with the store and what was done about it.</param>
internal sealed record StoreAnswer(CachedPolicy? Policy, IReadOnlyList<string> Notices);

/// <summary>
/// Keeps policies between runs as a sender does (RFC 8461 §3.3, §5.1), a file per domain, so that a run can say what senders that asked before still
/// hold. A failed fetch leaves a policy as it is; a policy of max_age 0 is not kept; an entry that cannot be read is taken away and said, and
/// costs no other. Two processes may use one folder: the later fetch wins, whoever writes last.
/// </summary>
internal sealed class PolicyStore
{
    private readonly StateFolder _folder;
    private readonly IClock _clock;

    /// <param name="folder">Made when first written to.</param>
    /// <param name="clock">Decides what lies in the future, and how long a lock is waited for.</param>
    public PolicyStore(string folder, IClock clock)
    {
        _folder = new StateFolder(folder, clock);
        _clock = clock;
    }

    public string Folder => _folder.Path;

    /// <summary>What is held of a domain. Trouble with the disk is a notice, not an exception.</summary>
    public async Task<StoreAnswer> ReadAsync(DomainName domain, CancellationToken stop)
    {
        string? problem = Look(domain, out CachedPolicy? policy, out bool corrupt);
        if (!corrupt)
        {
            return new StoreAnswer(policy, problem is null ? [] : [Sentence(domain, "could not be read", problem)]);
        }

        Outcome<StateFolder.StateWriter> turn = await _folder.LockAsync(stop).ConfigureAwait(false);
        if (turn.Value is null)
        {
            return new StoreAnswer(null, [Sentence(domain, "is corrupt and could not be taken away", problem! + "; " + turn.Fault!.Message)]);
        }

        using StateFolder.StateWriter writer = turn.Value;
        if (Look(domain, out policy, out corrupt) is null || !corrupt)
        {
            // Another process mended it while we waited.
            return new StoreAnswer(policy, []);
        }

        Fault? fault = writer.Delete(StoreEntry.NameFor(domain));
        return new StoreAnswer(null, [fault is null
            ? Sentence(domain, "was corrupt and is rebuilt at the next fetch", problem!)
            : Sentence(domain, "is corrupt and could not be taken away", problem! + "; " + fault.Message)]);
    }

    /// <summary>Notes what a fetch brought. Empty when all went well, else a sentence for each thing that did not.</summary>
    public async Task<IReadOnlyList<string>> KeepAsync(DomainName domain, StsRecord record, StsFetchSeen seen, CancellationToken stop)
    {
        Outcome<StateFolder.StateWriter> turn = await _folder.LockAsync(stop).ConfigureAwait(false);
        if (turn.Value is null)
        {
            return [Sentence(domain, "was not kept", turn.Fault!.Message)];
        }

        using StateFolder.StateWriter writer = turn.Value;
        string? problem = Look(domain, out CachedPolicy? held, out bool corrupt);
        if (problem is not null && !corrupt)
        {
            return [Sentence(domain, "was not kept", problem)];
        }

        Fault? fault = null;
        if (held is not null && held.FetchedAt > seen.At)
        {
            // Another process fetched later than we did.
        }
        else if (seen.Policy is null)
        {
            fault = held is null ? problem is null ? null : writer.Delete(StoreEntry.NameFor(domain)) : writer.Write(StoreEntry.NameFor(domain), StoreEntry.Write(domain, held with { FailedAt = seen.At, Failure = seen.Reading.ResultType }));
        }
        else if (SenderDecision.Keep(record, seen) is { } fresh)
        {
            fault = writer.Write(StoreEntry.NameFor(domain), StoreEntry.Write(domain, fresh));
        }
        else
        {
            fault = held is null ? null : writer.Delete(StoreEntry.NameFor(domain));
        }

        List<string> notices = [];
        if (problem is not null)
        {
            notices.Add(Sentence(domain, seen.Policy is null ? "was corrupt and is rebuilt at the next fetch" : "was corrupt and is rebuilt", problem));
        }

        if (fault is not null)
        {
            notices.Add(Sentence(domain, "was not kept", fault.Message));
        }

        return notices;
    }

    /// <summary>Null when there is nothing to say: no entry, or a good one.</summary>
    private string? Look(DomainName domain, out CachedPolicy? policy, out bool corrupt)
    {
        policy = null;
        Outcome<byte[]> file = _folder.Read(StoreEntry.NameFor(domain), StoreEntry.MostOctets);
        string? problem = file.Value is { } octets ? StoreEntry.TryRead(octets, domain, _clock.Now, out policy) : file.Fault?.Message;
        corrupt = problem is not null && file.State != OutcomeState.Unknown;
        return problem;
    }

    private static string Sentence(DomainName domain, string what, string why) => $"The stored policy of {domain} {what}: {why.TrimEnd('.')}.";
}
