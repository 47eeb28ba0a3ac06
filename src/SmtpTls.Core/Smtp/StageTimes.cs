namespace SmtpTls.Smtp;

/// <summary>Adds up how long each stage of a dialogue took. A stage that ended in silence took as long as we waited.</summary>
internal sealed class StageTimes
{
    private readonly double?[] _ms = new double?[(int)DialogStage.Done + 1];
    private double _last;

    /// <summary>A stage was left, so many milliseconds after the connection was begun.</summary>
    public void Left(DialogStage stage, double atMs)
    {
        _ms[(int)stage] = (_ms[(int)stage] ?? 0) + atMs - _last;
        _last = atMs;
    }

    /// <summary>The connection stands: the greeting's time begins.</summary>
    public void Connected(double atMs) => _last = atMs;

    public ProbeTimings ToTimings(double connectMs, double totalMs)
    {
        double? helo = _ms[(int)DialogStage.Helo];
        double? ehlo = _ms[(int)DialogStage.Ehlo];
        return new ProbeTimings(
            connectMs,
            _ms[(int)DialogStage.Greeting],
            helo is null ? ehlo : (ehlo ?? 0) + helo,
            _ms[(int)DialogStage.StartTls],
            _ms[(int)DialogStage.Handshake],
            totalMs);
    }
}
