using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Rules;
using SmtpTls.Rules.Files;
using SmtpTls.Rules.Postfix;

namespace SmtpTls.Core.Tests.Rules;

/// <summary>Rules from files, maps and spreadsheets.</summary>
public sealed class RuleReadingTests
{
    private const string Good = """
        {
          "version": 1,
          "owner": { "team": "mail", "since": 2026.0 },
          "rules": [
            { "name": "Bank", "domains": ["bank.test", "*.bank.test"], "level": "Domain", "tlsDomains": ["*.bank.test"], "priority": 1,
              "ticket": "OPS-17", "comment": "reviewed \u202e by Jörg" },
            { "domains": "b\u00fccher.test" }
          ]
        }
        """;

    [Fact]
    public void A_file_is_read_written_and_read_again_with_everything_in_it()
    {
        RuleReading reading = RuleJsonReader.Read(Sample.Octets(Good));
        Assert.Empty(reading.Problems);
        Assert.Equal(["Bank", "xn--bcher-kva.test"], reading.Rules.Select(rule => rule.Name));
        Assert.Equal(("Domain", 1, true, 24, "Outbound"), (reading.Rules[0].Level, reading.Rules[0].Priority, reading.Rules[0].OpportunisticForOthers, reading.Rules[0].DeferralHours, reading.Rules[0].Direction));
        Assert.Equal("Certificate", reading.Rules[1].Level);
        string written = RuleJsonWriter.Write(reading.Rules);
        Assert.Contains("\"ticket\": \"OPS-17\"", written, StringComparison.Ordinal);
        Assert.Contains("\"since\": 2026.0", written, StringComparison.Ordinal);
        Assert.Contains("reviewed \\u202E by J\u00f6rg", written, StringComparison.Ordinal);
        RuleReading again = RuleJsonReader.Read(Sample.Octets(written));
        Assert.Empty(again.Problems);
        Assert.Equal(written, RuleJsonWriter.Write(again.Rules));
        Assert.Equal(written, RuleJsonWriter.Write(again.Rules.Reverse()));
        Assert.Equal("reviewed \u202e by J\u00f6rg", again.Rules.Single(rule => rule.Name == "Bank").Comment);
    }

    [Fact]
    public void A_list_alone_in_PascalCase_is_read_too()
    {
        RuleReading reading = RuleJsonReader.Read([0xEF, 0xBB, 0xBF, .. Sample.Octets("[{\"Name\":\"A\",\"Domains\":[\"a.test\"],\"Level\":\"encrypt\",\"Enabled\":false}]")]);
        Assert.Empty(reading.Problems);
        Assert.Equal(("A", "Encrypt", false), (reading.Rules[0].Name, reading.Rules[0].Level, reading.Rules[0].Enabled));
    }

    [Theory]
    [InlineData("{\n \"rules\": [\n  { \"domains\": [\"a.test\"], }\n ]\n}", 3, 28, "not JSON")]
    [InlineData("{\n \"rules\": [\n  { \"domains\": [\"a.test\", \"u@b.test\"] }\n ]\n}", 3, 27, "it is a mail address; name the domain behind the @, b.test")]
    [InlineData("{\"rules\":[{\"domains\":[\"mail.*.test\"]}]}", 1, 23, "a star may only stand first")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\n\"level\":\"Strict\"}]}", 2, 9, "level 'Strict' is none of Encrypt, Certificate, Domain, Dane")]
    [InlineData("{\"rules\":[{\"domains\":[\"\u00e4.test\"], \"level\":\"Strict\"}]}", 1, 42, "'Strict'")]
    [InlineData("{\"rules\":[{\"domains\":[]}]}", 1, 22, "at least one domain")]
    [InlineData("{\"rules\":[{\"name\":\"x\"}]}", 1, 11, "at least one domain")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"priority\":-1}]}", 1, 44, "priority '-1'")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"priority\":1.5}]}", 1, 44, "priority '1.5'")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"enabled\":\"maybe\"}]}", 1, 43, "neither true nor false")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"domains\":[\"b.test\"]}]}", 1, 33, "a second time")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"comment\":{}}]}", 1, 43, "cannot be an object")]
    [InlineData("{\"rules\":[{\"domains\":[1]}]}", 1, 23, "a text in quotes")]
    [InlineData("{\"rules\":[{\"domains\":[\"\\ud800.test\"]}]}", 1, 23, "not Unicode")]
    [InlineData("{\"rules\":{}}", 1, 10, "not a list")]
    [InlineData("{\"version\":2,\"rules\":[]}", 1, 12, "version")]
    [InlineData("{}", 1, 2, "\"rules\" is missing")]
    [InlineData("\"x\"", 1, 1, "an object with the member")]
    [InlineData("", 1, 1, "not JSON")]
    [InlineData("{\"rules\":[]} x", 1, 14, "not JSON")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"level\":\"Encrypt\",\"tlsDomains\":[\"a.test\"]}]}", 1, 64, "checked at level Domain only")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"level\":\"Domain\",\"tlsDomains\":[\"*.test\"]}]}", 1, 64, "a whole top-level domain")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"level\":\"Domain\",\"tlsDomains\":[\"*\"]}]}", 1, 64, "the certificate of anyone")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"level\":\"Domain\",\"tlsDomains\":[\"mx\"]}]}", 1, 64, "one label")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"level\":\"Dane\",\"smartHosts\":[\"192.0.2.1\"]}]}", 1, 61, "DANE needs a name")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"level\":\"Dane\",\"direction\":\"Inbound\"}]}", 1, 41, "inbound rule cannot ask for it")]
    [InlineData("{\"rules\":[{\"domains\":[\"a.test\"],\"smartHosts\":[\"r.test\"],\"direction\":\"Inbound\"}]}", 1, 46, "routes nothing")]
    public void A_problem_has_its_line_and_column_and_no_rule_is_taken(string text, int line, int column, string words)
    {
        RuleReading reading = RuleJsonReader.Read(Sample.Octets(text));
        SourceRemark problem = reading.Problems[0];
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Empty(reading.Rules);
    }

    [Fact]
    public void Octets_that_are_no_utf8_are_said_at_their_place()
    {
        SourceRemark problem = RuleJsonReader.Read([.. Sample.Octets("{\n\""), 0xff, (byte)'"']).Problems[0];
        Assert.Equal((2, 2), (problem.Line, problem.Column));
        Assert.Contains("not UTF-8", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("domains,level,comment\na.test,Encrypt,\"one, \"\"two\"\"\nthree\"\n\"b.test; *.b.test\",,\n", 2)]
    [InlineData("Domains;Level\r\n\"a.test; *.a.test\";Domain\r\n", 1)]
    [InlineData("#TYPE SmtpTls.ForcedTlsRule\n\"Name\",\"Enabled\",\"Priority\",\"Direction\",\"Domains\",\"Level\"\n\"A\",\"True\",\"0\",\"Outbound\",\"a.test; b.test\",\"Domain\"\n", 1)]
    [InlineData("domain\na.test\n\nb.test", 2)]
    public void A_spreadsheet_is_read(string text, int count)
    {
        RuleReading reading = RuleCsv.Read(Sample.Octets(text));
        Assert.Empty(reading.Problems);
        Assert.Equal(count, reading.Rules.Count);
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("name,level\nx,Encrypt\n", 1, "No column is named domains")]
    [InlineData("domains,Domain\na.test,b.test\n", 1, "Two columns are named domains")]
    [InlineData("domains,level\na.test,Encrypt\nb.test,Hard\n", 3, "column level: level 'Hard'")]
    [InlineData("domains,level\na.test,Encrypt,more\n", 2, "3 values for 2 columns")]
    [InlineData("domains,level\n\"a.test,Encrypt\n", 2, "no closing quote")]
    [InlineData("domains\nu@a.test\n", 2, "mail address")]
    public void A_bad_line_is_named_and_no_rule_is_taken(string text, int line, string words)
    {
        RuleReading reading = RuleCsv.Read(Sample.Octets(text));
        Assert.Contains(reading.Problems, problem => problem.Line == line && problem.Message.Contains(words, StringComparison.Ordinal));
        Assert.Empty(reading.Rules);
    }

    [Fact]
    public void Columns_that_nobody_knows_are_kept()
    {
        ForcedTlsRule rule = RuleCsv.Read(Sample.Octets("domains,ticket\na.test,=cmd|x\n")).Rules[0];
        Assert.Contains("\"ticket\": \"=cmd|x\"", RuleJsonWriter.Write([rule]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_Postfix_map_can_say_in_a_rule_comes_back_as_it_was()
    {
        const string Map = "enc.test encrypt\n.enc.test encrypt\nsec.test secure\nnames.test secure match=mail.names.test:.names.test\n.below.test dane-only\n";
        RuleReading reading = PostfixPolicyReader.Read(Sample.Octets(Map));
        Assert.Empty(reading.Notes);
        Assert.Equal(["enc.test", "sec.test", "names.test", "*.below.test"], reading.Rules.Select(rule => rule.Name));
        Assert.Equal(["enc.test", "*.enc.test"], reading.Rules[0].Domains);
        Assert.Equal(["mail.names.test", "*.names.test"], reading.Rules[2].TlsDomains);
        Assert.Equal(Map, string.Concat(PostfixPolicyWriter.Write(RuleSet.Of(reading.Rules)).Lines.Select(line => line + "\n")));
    }

    [Fact]
    public void One_rule_alone_is_a_file_too_as_ConvertTo_Json_writes_it()
    {
        RuleReading reading = RuleJsonReader.Read(Sample.Octets("{\n  \"Name\": \"A\",\n  \"Domains\": [\"a.test\"]\n}\n"));
        Assert.Equal("A", Assert.Single(reading.Rules).Name);
        SourceRemark bad = Assert.Single(RuleJsonReader.Read(Sample.Octets("{\n  \"domains\": [\"u@a.test\"]\n}\n")).Problems);
        Assert.Equal((2, 15), (bad.Line, bad.Column));
    }

    [Fact]
    public void A_domain_below_a_star_that_has_no_line_gets_the_line_of_the_star_s_rule()
    {
        PostfixPolicyText text = PostfixPolicyWriter.Write(Sample.Set(Sample.Rule("Domain", "*") with { Name = "All" }, Sample.Rule("Encrypt", "a.test") with { Name = "A" }));
        Assert.Equal(["a.test secure"], text.Lines);
        Assert.Contains("smtp_tls_security_level", Assert.Single(text.Refused).Message, StringComparison.Ordinal);
        Assert.Contains(text.Notes, note => note.Contains("is that of rule 'All' (Domain)", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_the_deciding_rule_cannot_be_said_the_next_one_stands_in()
    {
        RuleSet set = Sample.Set(Sample.Rule("Certificate", "*.a.test") with { Name = "Refused" }, Sample.Rule("Encrypt", "x.a.test") with { Name = "X" });
        PostfixPolicyText text = PostfixPolicyWriter.Write(set);
        Assert.Equal(["x.a.test encrypt"], text.Lines);
        Assert.Contains(text.Notes, note => note.Contains("Rule 'Refused' (Certificate) decides for x.a.test and was left out; rule 'X' (Encrypt) is written in its place and demands less.", StringComparison.Ordinal));
        Assert.Contains(text.Notes, note => note.Contains("smtp_tls_mandatory_protocols = >=TLSv1.2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a.test may", "lets mail go in clear")]
    [InlineData("a.test none", "lets mail go in clear")]
    [InlineData("a.test dane", "lets mail go in clear")]
    [InlineData("a.test verify", "whoever forges DNS")]
    [InlineData("a.test fingerprint match=aa", "pins certificates")]
    [InlineData("[relay.test]:587 encrypt", "a relay or a port")]
    [InlineData("a.test:25 encrypt", "a relay or a port")]
    [InlineData("a.test", "no policy")]
    [InlineData("a..test encrypt", "no domain")]
    [InlineData("a.test hard", "no level that Postfix knows")]
    [InlineData("a.test secure match=hostname", "whatever host DNS names")]
    [InlineData(".a.test secure match=nexthop", "another name with each domain")]
    [InlineData("a.test secure match=*.x.*", "match=*.x.*")]
    [InlineData("a.test secure tafile=/x.pem", "authorities of its own")]
    [InlineData("b.test encrypt\nb.test secure", "line 1 has the same name", 2)]
    public void Everything_else_in_a_map_is_told_with_its_line(string map, string words, int line = 1)
    {
        RuleReading reading = PostfixPolicyReader.Read(Sample.Octets(map));
        SourceRemark note = Assert.Single(reading.Notes);
        Assert.Equal(line, note.Line);
        Assert.Contains("was not taken", note.Message, StringComparison.Ordinal);
        Assert.Contains(words, note.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(reading.Rules, rule => rule.Name == "a.test");
    }

    [Fact]
    public void Comments_and_continued_lines_are_those_of_postmap()
    {
        RuleReading reading = PostfixPolicyReader.Read(Sample.Octets("# comment\n\na.test\n  # inside\n\tsecure\n   match=nexthop:dot-nexthop,ciphers=high\nb.test encrypt protocols=>=TLSv1.2\n"));
        Assert.Equal(("Domain", 0), (reading.Rules[0].Level, reading.Rules[0].TlsDomains.Count));
        Assert.Equal("Encrypt", reading.Rules[1].Level);
        Assert.Equal(["line 3: a.test: 'ciphers=high' has no place in a rule; the level was taken without it.", "line 7: b.test: 'protocols=>=TLSv1.2' has no place in a rule; the level was taken without it."],
            reading.Notes.Select(note => note.ToString()));
    }

    [Fact]
    public void The_strategies_of_match_stand_for_the_domain() =>
        Assert.Equal(["a.test", "*.x.test"], PostfixPolicyReader.Read(Sample.Octets("a.test secure match=nexthop:.x.test")).Rules[0].TlsDomains);

    [Theory]
    [InlineData("x.json", "", nameof(RuleFormat.Json))]
    [InlineData("policy", " \n[ {\"domains\":[\"a.test\"]} ]", nameof(RuleFormat.Json))]
    [InlineData("policy", "[relay.test] encrypt\na.test encrypt", nameof(RuleFormat.Postfix))]
    [InlineData("x.CSV", "domain\na.test", nameof(RuleFormat.Csv))]
    public void The_format_is_told_by_name_or_content(string name, string text, string format)
    {
        RuleReading guessed = RuleFile.Read(Sample.Octets(text), name, RuleFormat.Auto);
        RuleReading told = RuleFile.Read(Sample.Octets(text), name, Enum.Parse<RuleFormat>(format));
        Assert.Equal(told.Rules.Count, guessed.Rules.Count);
        Assert.Equal(told.Problems.Select(one => one.ToString()), guessed.Problems.Select(one => one.ToString()));
    }

    [Fact]
    public void A_file_that_another_holds_stays_whole()
    {
        string folder = System.IO.Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = System.IO.Path.Combine(folder, "rules.json");
            Assert.NotNull(RuleFile.Write(path, "old", replace: false).Value);
            Assert.Contains("-Force replaces it", RuleFile.Write(path, "new", replace: false).Fault!.Message, StringComparison.Ordinal);
            using (new System.IO.FileStream(path, System.IO.FileMode.Open, System.IO.FileAccess.ReadWrite, System.IO.FileShare.None))
            {
                Assert.Contains("cannot be written", RuleFile.Write(path, "new", replace: true).Fault!.Message, StringComparison.Ordinal);
            }

            Assert.Equal("old", System.IO.File.ReadAllText(path));
            Assert.NotNull(RuleFile.Write(path, "new", replace: true).Value);
            Assert.Equal(["rules.json"], System.IO.Directory.GetFiles(folder).Select(System.IO.Path.GetFileName));
        }
        finally
        {
            System.IO.Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void Bent_files_never_break_a_reader()
    {
        Mutator mutator = new(
            [Good, "domains,level\na.test,Encrypt\n\"b.test; c.test\",Domain\n", "a.test encrypt\n.b.test secure match=.c.test:nexthop\n  x=y\n"],
            "\"", "{", "}", "[", "]", "\\ud800", "match=", "secure", "rules", "domains", "null", "1e9");
        foreach (byte[] octets in mutator.All())
        {
            foreach (RuleFormat format in Enum.GetValues<RuleFormat>())
            {
                RuleReading reading = RuleFile.Read(octets, "x", format);
                foreach (ForcedTlsRule rule in reading.Rules)
                {
                    Assert.NotNull(CompiledRule.From(rule, out _));
                }

                Assert.All(reading.Problems.Concat(reading.Notes), remark => Assert.DoesNotContain(remark.ToString(), c => char.IsControl(c)));
            }
        }
    }
}
