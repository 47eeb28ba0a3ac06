#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $lab = Start-Lab
    $common = $lab.Whole
}

AfterAll {
    Stop-Lab $lab
}

Describe 'Invoke-SmtpTlsAudit' {
    It 'grades a domain and says what is missing for the next grade' {
        $audit = Invoke-SmtpTlsAudit expired.lab.test @common
        $audit | Should -BeOfType SmtpTls.DomainAudit
        $audit.Grade | Should -BeExactly 'D'
        $audit.Assurance | Should -BeExactly 'Opportunistic'
        $audit.Steps[0].Grade | Should -BeExactly 'C'
        $audit.Steps[0].Reached | Should -BeFalse
        $audit.Steps[0].Reasons | Should -BeLike 'mx.expired.lab.test (127.*): certificate Invalid (Expired)'
        $audit.Steps[-1].Grade | Should -BeExactly 'D'
        $audit.Steps[-1].Reached | Should -BeTrue
        $audit.MtaSts.State, $audit.Dane.State, $audit.TlsRpt.State | Should -Be 'Absent', 'Absent', 'Absent'
    }

    It 'gives <domain> the assurance <assurance>, next step <next>' -ForEach @(
        @{ domain = 'no-starttls.lab.test'; assurance = 'None'; next = 'D' }
        @{ domain = 'good-rsa.lab.test'; assurance = 'Enforced'; next = 'A' }
        @{ domain = 'dane-good.lab.test'; assurance = 'Enforced'; next = 'A' }
        @{ domain = 'lone-lf.lab.test'; assurance = 'Authenticatable'; next = 'B' }
        @{ domain = 'null-mx.lab.test'; assurance = $null; next = $null }
    ) {
        $audit = Invoke-SmtpTlsAudit $domain @common
        $audit.Assurance | Should -BeExactly $assurance
        ($audit.Steps | Where-Object { -not $_.Reached } | Select-Object -First 1).Grade | Should -BeExactly $next
    }

    It 'takes what an Exchange administrator has at hand' -ForEach @(
        @{ what = 'an accepted domain'; given = [pscustomobject]@{ DomainName = 'good-rsa.lab.test'; Identity = 'nothing.lab.test' } }
        @{ what = 'an outbound connector'; given = [pscustomobject]@{ Name = 'To partner'; RecipientDomains = @('good-rsa.lab.test') } }
        @{ what = 'an inbound connector'; given = [pscustomobject]@{ Name = 'From partner'; SenderDomains = [Collections.ArrayList]@('smtp:good-rsa.lab.test;1') } }
        @{ what = 'a row of a message trace'; given = [pscustomobject]@{ Received = Get-Date; RecipientAddress = 'someone@Good-RSA.lab.test'; SenderAddress = 'other@good-rsa.lab.test' } }
        @{ what = 'a row of a CSV file'; given = 'Domain,Owner', 'good-rsa.lab.test,somebody' | ConvertFrom-Csv }
    ) {
        $audits = @($given | Invoke-SmtpTlsAudit @common)
        $audits.Domain | Should -BeExactly 'good-rsa.lab.test' -Because $what
    }

    It 'says what a wildcard of a connector stands for, and refuses one that stands for all' {
        $connector = [pscustomobject]@{ RecipientDomains = '*.good-rsa.lab.test', '*' }
        $audits = @($connector | Invoke-SmtpTlsAudit @common -WarningVariable warnings -WarningAction SilentlyContinue -ErrorVariable errors -ErrorAction SilentlyContinue)
        $audits.Domain | Should -BeExactly 'good-rsa.lab.test'
        $warnings[0].Message | Should -BeLike '*every name below good-rsa.lab.test*'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'DomainNameInvalid,*'
    }

    It 'gives each distinct name once, in order, and goes on after nonsense' {
        $audits = @('dane-good.lab.test', 'no domain!', 'GOOD-rsa.lab.test.', 'good-rsa.lab.test' | Invoke-SmtpTlsAudit @common -ErrorVariable errors -ErrorAction SilentlyContinue)
        $audits.Domain | Should -Be 'dane-good.lab.test', 'good-rsa.lab.test'
        $errors | Should -HaveCount 1
    }

    It 'goes on where it was with -StatePath, and begins anew when it had come to an end' {
        $state = Join-Path $TestDrive 'state'
        $names = 'good-rsa.lab.test', 'dane-good.lab.test', 'expired.lab.test'
        $first = $names | Invoke-SmtpTlsAudit @common -StatePath $state | Select-Object -First 1
        $again = @($names | Invoke-SmtpTlsAudit @common -StatePath $state -WarningVariable warnings -WarningAction SilentlyContinue)
        $again.Domain | Should -Be $names
        $again[0].AssessedAt | Should -Be $first.AssessedAt
        $warnings[0].Message | Should -BeLike 'Going on with the run of*'
        $fresh = @($names | Invoke-SmtpTlsAudit @common -StatePath $state)
        $fresh[0].AssessedAt | Should -BeGreaterThan $first.AssessedAt

        # The run put aside against the present one.
        $drift = @(Compare-SmtpTlsAudit $state -IncludeUnchanged)
        $drift.Domain | Should -Be ($names | Sort-Object)
        $drift.Changes | Should -BeNullOrEmpty
        $drift[0].OldAssessedAt | Should -BeLessThan $drift[0].NewAssessedAt
    }

    It 'says what it cannot use as -StatePath' {
        $file = Join-Path $TestDrive 'file'
        Set-Content $file 'x'
        { Invoke-SmtpTlsAudit good-rsa.lab.test @common -StatePath "$file/state" } | Should -Throw -ErrorId 'StatePathUnusable,*'
        { Invoke-SmtpTlsAudit good-rsa.lab.test @common -StatePath $file } | Should -Throw '*is a file, and a folder is needed*'
        { Invoke-SmtpTlsAudit good-rsa.lab.test @common -Shard 5/4 } | Should -Throw -ErrorId 'ShardInvalid,*'
    }

    It 'puts the parts of a list together' {
        $state = Join-Path $TestDrive 'parts'
        $names = 'good-rsa.lab.test', 'dane-good.lab.test', 'expired.lab.test', 'null-mx.lab.test', 'tls12-only.lab.test'
        1..2 | ForEach-Object { $names | Invoke-SmtpTlsAudit @common -StatePath $state -Shard "$_/2" } | Should -HaveCount 5
        $merged = @(Invoke-SmtpTlsAudit -Merge $state)
        $merged.Domain | Should -Be $names
        $merged.Grade | Should -Be @($names | Invoke-SmtpTlsAudit @common).Grade
        (Get-ChildItem $state -Filter *.journal | Invoke-SmtpTlsAudit).Domain | Should -Be $names
        Get-ChildItem "$state/*.journal" | Select-Object -Last 1 | Remove-Item
        $null = Invoke-SmtpTlsAudit -Merge $state -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'JournalIncomplete,*'
    }

    It 'survives Clixml and JSON' {
        $audit = Invoke-SmtpTlsAudit dane-good.lab.test @common
        $file = Join-Path $TestDrive 'audit.xml'
        $audit | Export-Clixml $file
        $again = Import-Clixml $file
        $again.Dane.Hosts[0].Records[0].Role | Should -BeExactly 'Matched'
        $again.StartTls.Hosts[0].Certificate.NotAfter | Should -BeOfType DateTime
        $again.Steps[0].Reasons | Should -Not -BeNullOrEmpty
        ($audit | ConvertTo-Json -Depth 8 | ConvertFrom-Json).Grade | Should -BeExactly $audit.Grade
        ($audit | Select-Object Domain, Steps | ConvertTo-Csv)[1] | Should -BeLike '*lacks A: *'
    }

    It 'fits 120 columns' {
        $lines = ('dane-good.lab.test', 'expired.lab.test' | Invoke-SmtpTlsAudit @common | Out-String -Width 120) -split '\r?\n'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
        $lines[1] | Should -BeLike 'Domain*Grade*Assurance*STARTTLS*Certificate*MTA-STS*DANE*Worst*'
    }

    It 'stops when downstream has enough' {
        'good-rsa.lab.test', 'silence.lab.test' | Invoke-SmtpTlsAudit @common | Select-Object -First 1 | ForEach-Object Domain | Should -BeExactly 'good-rsa.lab.test'
        Get-LabConnection $lab | Should -BeNullOrEmpty
    }
}
