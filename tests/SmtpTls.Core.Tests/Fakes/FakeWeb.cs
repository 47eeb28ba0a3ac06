using System.Collections.Concurrent;
using SmtpTls.Http;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>A web without sockets.</summary>
internal sealed class FakeWeb(Func<WebQuery, WebAnswer> answer) : IWebSource
{
    public ConcurrentQueue<WebQuery> Asked { get; } = [];

    public static FakeWeb Policy(string text) => new(_ => PolicyAnswer(text));

    public static WebAnswer PolicyAnswer(string text) =>
        new() { State = WebState.Answered, Status = 200, ContentType = "text/plain", Body = System.Text.Encoding.UTF8.GetBytes(text) };

    public Task<WebAnswer> FetchAsync(WebQuery query, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Asked.Enqueue(query);
        return Task.FromResult(answer(query));
    }
}
