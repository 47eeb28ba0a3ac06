using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.MtaSts;

/// <summary>What the store holds of a domain.</summary>
/// <param name="Policy">Null when it holds none, or none that can be read.</param>
/// <param name="Notices">One sentence each: what was wrong with the store and what was done about it.</param>
internal sealed record StoreAnswer(CachedPolicy? Policy, IReadOnlyList<string> Notices);

/// <summary>Keeps policies as a sender does.</summary>
internal sealed class PolicyStore(string folder, IClock clock)
{
    public string Folder => folder;

    public IClock Clock => clock;

    public Task<StoreAnswer> ReadAsync(DomainName domain, CancellationToken stop) => Task.FromResult(new StoreAnswer(null, [folder]));

    public Task<IReadOnlyList<string>> KeepAsync(DomainName domain, StsRecord record, StsFetchSeen seen, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<string>>([folder]);
}
