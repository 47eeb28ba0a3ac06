namespace SmtpTls.Benchmarks.Figures;

/// <summary>One figure, taken several times.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    public bool IsEmpty => _values.Count == 0;

    public double Last => _values[^1];

    public double Median => Middle(_values);

    public double Least => _values.Min();

    public double Most => _values.Max();

    public void Add(double? value)
    {
        if (value is { } known)
        {
            _values.Add(known);
        }
    }

    /// <summary>Round by round, so that what else the machine did in a round weighs on both.</summary>
    public double RatioTo(Series other) => Middle([.. _values.Zip(other._values, (mine, theirs) => mine / theirs)]);

    private static double Middle(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
