#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $files = "$root/tests/Vectors/tlsrpt-report/files"
    $octets = [IO.File]::ReadAllBytes("$files/google-style.json")
    $base64 = [Convert]::ToBase64String($octets)
}

Describe 'Read-TlsRptReport' {
    It 'reads a mail' {
        $report = Read-TlsRptReport "$files/google.eml"
        $report | Should -BeOfType SmtpTls.TlsRptReport
        $report.OrganizationName | Should -BeExactly 'Google Inc.'
        $report.StartDate.Kind | Should -Be 'Utc'
        $report.Policies[0].FailedSessions | Should -Be 5
        $report.Policies[0].FailureDetails[0].ResultType | Should -BeExactly 'certificate-host-mismatch'
        $report.Policies[0].FailureDetails[0].Explanation | Should -BeLike '*certificate*'
        $report.Problems | Should -HaveCount 0
    }

    It 'takes wildcards, folders and files of Get-ChildItem, in their order' {
        (Read-TlsRptReport "$files/dup-?1.json").OrganizationName | Should -Be 'Fast Example Pty', 'Fast Example Pty'
        (Get-ChildItem "$files/dup-b*" | Sort-Object Name | Read-TlsRptReport).OrganizationName | Should -Be 'Fast Example Pty', 'Other Sender'
        "$files/dup-b2.json", "$files/dup-b1.json" | Read-TlsRptReport | ForEach-Object OrganizationName | Should -Be 'Other Sender', 'Fast Example Pty'
        $null = New-Item "$TestDrive/box/new", "$TestDrive/box/cur", "$TestDrive/box/tmp" -ItemType Directory
        Copy-Item "$files/google.eml" "$TestDrive/box/new/1"
        Copy-Item "$files/zip.eml" "$TestDrive/box/cur/2:2,S"
        Copy-Item "$files/zero.json" "$TestDrive/box/tmp/3"
        (Read-TlsRptReport "$TestDrive/box").OrganizationName | Should -Be 'Google Inc.', 'Company-Q'
        Read-TlsRptReport $TestDrive | Should -HaveCount 0
        Read-TlsRptReport $TestDrive -Recurse | Should -HaveCount 2
    }

    It 'takes <name>' -ForEach @(
        @{ name = 'bytes behind a comma'; make = { , $octets } }
        @{ name = 'an array of bytes inside an array'; make = { , [object[]]$octets } }
        @{ name = 'a stream'; make = { , [IO.MemoryStream]::new($octets) } }
        @{ name = 'the text of a report'; make = { [Text.Encoding]::UTF8.GetString($octets) } }
        @{ name = 'an object with ContentBytes'; make = { [pscustomobject]@{ Name = 'r.json'; ContentBytes = $octets } } }
        @{ name = 'ContentBytes in Base64'; make = { [pscustomobject]@{ ContentBytes = $base64 } } }
        @{ name = 'a dictionary with ContentBytes'; make = { @{ contentBytes = $base64 } } }
        @{ name = 'an attachment of Graph'; make = { $more = [Collections.Generic.Dictionary[string, object]]::new(); $more['@odata.type'] = '#microsoft.graph.fileAttachment'; $more['contentBytes'] = $base64; [pscustomobject]@{ Name = 'r.json'; ContentBytes = $null; AdditionalProperties = $more } } }
    ) {
        $report = & $make | Read-TlsRptReport
        $report.OrganizationName | Should -BeExactly 'Google Inc.'
        $report.Problems | Should -HaveCount 0
    }

    It 'takes what writes itself to a stream, as messages of MimeKit do' {
        Add-Type -TypeDefinition @'
public class WritingMessage {
    readonly byte[] octets;
    public WritingMessage(byte[] octets) { this.octets = octets; }
    public void WriteTo(string file) { throw new System.InvalidOperationException(); }
    public void WriteTo(System.IO.Stream stream, System.Threading.CancellationToken stop = default(System.Threading.CancellationToken)) { stream.Write(octets, 0, octets.Length); }
}
'@
        [WritingMessage]::new([IO.File]::ReadAllBytes("$files/forwarded.eml")) | Read-TlsRptReport | ForEach-Object OrganizationName | Should -BeExactly 'Google Inc.'
    }

    It 'names an attachment and never follows its name' {
        ([pscustomobject]@{ Name = "../../x`e[31m.json"; ContentBytes = $octets } | Read-TlsRptReport).Source | Should -BeExactly '../../x\u{1b}[31m.json'
    }

    It 'says once that bytes came one by one' {
        $octets | Read-TlsRptReport -ErrorVariable problems -ErrorAction SilentlyContinue | Should -HaveCount 0
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'ReportBytesUnrolled,SmtpTls.Commands.ReadTlsRptReportCommand'
        "$($problems[0])" | Should -BeLike '*,$bytes*'
    }

    It 'goes on behind what cannot be read' {
        $reports = "$TestDrive/nowhere", ([pscustomobject]@{ Other = 1 }), ([pscustomobject]@{ ContentBytes = '!!!' }), "$files/truncated.json.gz", "$files/dane.json" |
            Read-TlsRptReport -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId -replace ',.*' | Should -Be 'ReportUnreadable', 'ReportObjectUnusable', 'ReportObjectUnusable'
        $problems[0].CategoryInfo.Category | Should -Be 'OpenError'
        $reports | Should -HaveCount 2
        $reports[0].OrganizationName | Should -BeNullOrEmpty
        $reports[0].Problems.Code | Should -Be 'bad-gzip'
        $reports[1].OrganizationName | Should -BeExactly 'Fast Example Pty'
    }

    It 'raises a limit when told to' {
        (Read-TlsRptReport "$files/bomb-300mb.json.gz").Problems.Code | Should -Be 'too-large'
        (Read-TlsRptReport "$files/google-style.json" -MaxReportSize 100).Problems.Code | Should -Be 'too-large'
        (Read-TlsRptReport "$files/google-style.json" -MaxDetail 2).Problems.Code | Should -Be 'too-large'
    }

    It 'stops when downstream has enough' {
        Read-TlsRptReport $files | Select-Object -First 1 | Should -HaveCount 1
    }

    It 'writes rows that a spreadsheet shows as text' {
        $rows = Read-TlsRptReport "$files/nul-and-esc.json" -Flatten
        $rows | Should -BeOfType SmtpTls.TlsRptRow
        $rows.Row | Should -Be 'Policy', 'Failure', 'Failure'
        $rows[0].OrganizationName | Should -BeExactly ("'=HYPERLINK(`"http://x`")\u{1b}[31m<script>\u{202e}\u{0}")
    }

    It 'has a view that fits 120 columns and no escape in it' {
        $text = Read-TlsRptReport $files | Out-String -Width 120
        $text -split "`n" | Where-Object Length -gt 120 | Should -HaveCount 0
        $text | Should -Not -Match "`e|`u{202e}"
    }

    It 'is the same after Clixml' {
        Read-TlsRptReport "$files/google-style.json" | Export-Clixml "$TestDrive/r.xml"
        (Import-Clixml "$TestDrive/r.xml").Policies[0].FailureDetails[1].ReceivingMxHostname | Should -BeExactly 'mx1.example.com'
    }
}
