using System;
using System.Collections.Generic;

namespace SmtpTls.Explain;

/// <summary>
/// Finds many phrases in one walk over a text (the automaton of Aho and Corasick, 1975): time is linear in the text, whatever it holds. A
/// phrase counts only as whole words, and a number not as a part of a longer dotted one.
/// </summary>
internal sealed class PhraseIndex
{
    private readonly Dictionary<long, int> _next = [];
    private readonly List<int> _fail = [0], _phraseAt = [-1], _shorter = [0];
    private readonly List<string> _phrases = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public PhraseIndex(IEnumerable<string> phrases)
    {
        foreach (string phrase in phrases)
        {
            Add(phrase);
        }

        Link();
    }

    /// <summary>The phrases that stand in the text, which must be as <see cref="ErrorText.Normalize"/> leaves it.</summary>
    public HashSet<string> Find(string text)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        int state = 0;
        for (int i = 0; i < text.Length; i++)
        {
            state = Step(state, text[i]);
            for (int at = state; at != 0; at = _shorter[at])
            {
                if (_phraseAt[at] >= 0 && IsWhole(text, i + 1 - _phrases[_phraseAt[at]].Length, i + 1))
                {
                    found.Add(_phrases[_phraseAt[at]]);
                }
            }
        }

        return found;
    }

    private static long Key(int state, char c) => ((long)state << 16) | c;

    private int Step(int state, char c)
    {
        int next;
        while (!_next.TryGetValue(Key(state, c), out next) && state != 0)
        {
            state = _fail[state];
        }

        return next;
    }

    private void Add(string phrase)
    {
        if (!_numbers.TryAdd(phrase, _phrases.Count))
        {
            return;
        }

        int state = 0;
        foreach (char c in phrase)
        {
            if (!_next.TryGetValue(Key(state, c), out int next))
            {
                next = _fail.Count;
                _next.Add(Key(state, c), next);
                _fail.Add(0);
                _phraseAt.Add(-1);
                _shorter.Add(0);
            }

            state = next;
        }

        _phraseAt[state] = _phrases.Count;
        _phrases.Add(phrase);
    }

    /// <summary>For each state the longest proper suffix that is a state too, breadth first.</summary>
    private void Link()
    {
        Dictionary<int, List<(char C, int To)>> edges = [];
        foreach (KeyValuePair<long, int> edge in _next)
        {
            int from = (int)(edge.Key >> 16);
            if (!edges.TryGetValue(from, out List<(char, int)>? list))
            {
                edges.Add(from, list = []);
            }

            list.Add(((char)edge.Key, edge.Value));
        }

        Queue<int> waiting = new([0]);
        while (waiting.Count > 0)
        {
            int state = waiting.Dequeue();
            foreach ((char c, int to) in edges.TryGetValue(state, out List<(char, int)>? list) ? list : [])
            {
                _fail[to] = state == 0 ? 0 : Step(_fail[state], c);
                _shorter[to] = _phraseAt[_fail[to]] >= 0 ? _fail[to] : _shorter[_fail[to]];
                waiting.Enqueue(to);
            }
        }
    }

    private static bool IsWhole(string text, int start, int end)
    {
        char first = text[start], last = text[end - 1];
        char before = start > 0 ? text[start - 1] : ' ', after = end < text.Length ? text[end] : ' ';
        if ((char.IsLetterOrDigit(first) && char.IsLetterOrDigit(before)) || (char.IsLetterOrDigit(last) && char.IsLetterOrDigit(after)))
        {
            return false;
        }

        bool dottedBefore = char.IsDigit(first) && before == '.' && start > 1 && char.IsDigit(text[start - 2]);
        bool dottedAfter = char.IsDigit(last) && after == '.' && end + 1 < text.Length && char.IsDigit(text[end + 1]);
        return !dottedBefore && !dottedAfter;
    }
}
