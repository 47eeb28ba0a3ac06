namespace SmtpTls;

/// <summary>How a look-up ended. "There is none" and "we could not find out" are never the same value.</summary>
internal enum OutcomeState
{
    /// <summary>It is there, and it is well formed.</summary>
    Found,

    /// <summary>The answer is that there is none.</summary>
    Absent,

    /// <summary>Something is there that does not mean what it should.</summary>
    Invalid,

    /// <summary>Nobody could say: a timeout, a server failure, a closed path.</summary>
    Unknown,
}

/// <summary>The end of one look-up: its value, or why there is none.</summary>
internal sealed record Outcome<T>
    where T : class
{
    public OutcomeState State { get; private init; }

    /// <summary>Set when <see cref="State"/> is <see cref="OutcomeState.Found"/>.</summary>
    public T? Value { get; private init; }

    /// <summary>The text as received, also when it is invalid.</summary>
    public string? Raw { get; private init; }

    /// <summary>Why, when <see cref="State"/> is Invalid or Unknown.</summary>
    public Fault? Fault { get; private init; }

    public static Outcome<T> Found(T value, string? raw = null) => new() { State = OutcomeState.Found, Value = value, Raw = raw };

    public static Outcome<T> Absent(Fault? fault = null) => new() { State = OutcomeState.Absent, Fault = fault };

    public static Outcome<T> Invalid(Fault fault, string? raw = null) => new() { State = OutcomeState.Invalid, Fault = fault, Raw = raw };

    public static Outcome<T> Unknown(Fault fault, string? raw = null) => new() { State = OutcomeState.Unknown, Fault = fault, Raw = raw };
}
