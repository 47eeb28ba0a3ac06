#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $lab = Start-Lab
    $common = $lab.Common
    $rendering = $PSStyle.OutputRendering

    # What a view shows, PowerShell's own colours taken out: an escape that is left comes from a server.
    function Get-Shown([object[]] $Object) {
        $PSStyle.OutputRendering = 'Ansi'
        $text = $Object | Out-String -Width 120
        $PSStyle.OutputRendering = $rendering
        $text -replace '\e\[[0-9;]*m'
    }
}

AfterAll {
    Stop-Lab $lab
    $PSStyle.OutputRendering = $rendering
}

Describe 'The module' {
    It 'is what the manifest says' {
        @((Test-ModuleManifest "$root/SmtpTls.psd1").ExportedCmdlets.Keys | Sort-Object) | Should -Be @((Get-Module SmtpTls).ExportedCmdlets.Keys | Sort-Object)
    }

    It 'resolves the types of its results by name' {
        'SmtpTls.StartTlsResult' -as [type] | Should -Not -BeNullOrEmpty
    }

    It 'names both kinds of output' {
        (Get-Command Test-SmtpStartTls).OutputType.Name | Should -Be 'SmtpTls.StartTlsResult', 'System.Boolean'
    }

    It 'completes the address families' {
        (TabExpansion2 'Test-SmtpStartTls a.test -IPVersion ').CompletionMatches.CompletionText | Should -Be 'Any', 'IPv4', 'IPv6'
    }
}

Describe 'Test-SmtpStartTls' {
    Context 'Input' {
        It 'takes a domain by position' {
            $result = Test-SmtpStartTls good-rsa.lab.test @common
            $result | Should -BeOfType SmtpTls.StartTlsResult
            $result.Outcome | Should -BeExactly 'Encrypted'
            $result.Verdict | Should -BeExactly 'Pass'
            $result.CertificateVerdict | Should -BeExactly 'Valid'
            $result.Encrypted | Should -BeTrue
            $result.Port | Should -Be $lab.smtpPort
        }

        It 'takes domains by value and answers in their order' {
            $results = 'greet-delay.lab.test', 'good-rsa.lab.test', 'no-starttls.lab.test' | Test-SmtpStartTls @common
            $results.Domain | Should -Be 'greet-delay.lab.test', 'good-rsa.lab.test', 'no-starttls.lab.test'
            $results.Outcome | Should -Be 'Encrypted', 'Encrypted', 'NotOffered'
        }

        It 'answers as they come with -AsCompleted' {
            ('greet-delay.lab.test', 'good-rsa.lab.test' | Test-SmtpStartTls @common -AsCompleted).Domain | Should -Be 'good-rsa.lab.test', 'greet-delay.lab.test'
        }

        It 'takes domains by property name' {
            [pscustomobject]@{ Domain = 'good-rsa.lab.test' } | Test-SmtpStartTls @common | ForEach-Object Host | Should -Be 'mx.good-rsa.lab.test'
        }

        It 'takes objects of Get-AcceptedDomain' {
            $accepted = [pscustomobject]@{ Name = 'Main'; DomainName = 'good-rsa.lab.test'; DomainType = 'Authoritative'; Default = $true }
            ($accepted | Test-SmtpStartTls @common).Domain | Should -Be 'good-rsa.lab.test'
        }

        It 'takes objects of Get-AcceptedDomain whose name is an object too' {
            $name = [pscustomobject]@{} | Add-Member -MemberType ScriptMethod -Name ToString -Value { 'good-rsa.lab.test' } -Force -PassThru
            ([pscustomobject]@{ Name = 'Main'; DomainName = $name } | Test-SmtpStartTls @common).Domain | Should -Be 'good-rsa.lab.test'
        }

        It 'takes MX records of Resolve-DnsName as hosts' {
            $record = [pscustomobject]@{ Name = 'good-rsa.lab.test'; Type = 'MX'; TTL = 300; Section = 'Answer'; NameExchange = 'mx.good-rsa.lab.test'; Preference = 10 }
            $result = $record | Test-SmtpStartTls @common
            $result.Host | Should -Be 'mx.good-rsa.lab.test'
            $result.Domain | Should -BeNullOrEmpty
        }

        It 'takes its own results' {
            (Test-SmtpStartTls good-rsa.lab.test @common | Test-SmtpStartTls @common).Domain | Should -Be 'good-rsa.lab.test'
        }

        It 'takes hosts by <alias>' -ForEach @{ alias = 'ComputerName' }, @{ alias = 'HostName' }, @{ alias = 'MailExchanger' } {
            ([pscustomobject]@{ $alias = 'mx.good-rsa.lab.test' } | Test-SmtpStartTls @common).Outcome | Should -Be 'Encrypted'
        }

        It 'makes no name of an object that has none' {
            $address = [pscustomobject]@{ Name = 'mx.good-rsa.lab.test'; Type = 'A'; IPAddress = '127.0.0.1' }
            $address | Test-SmtpStartTls @common -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
        }

        It 'asks only the address family that was named' {
            (Test-SmtpStartTls good-rsa.lab.test @common -IPVersion IPv6).Outcome | Should -Be 'NameNotResolved'
        }

        It 'finds the CA file where PowerShell stands, not where the process does' {
            Push-Location (Split-Path $lab.caFile)
            try {
                $settings = $common.Clone()
                $settings.CaFile = Split-Path $lab.caFile -Leaf
                (Test-SmtpStartTls good-rsa.lab.test @settings).CertificateVerdict | Should -Be 'Valid'
            }
            finally { Pop-Location }
        }
    }

    Context '-Quiet' {
        It 'says <answer> of <domain>' -ForEach @(
            @{ domain = 'good-rsa.lab.test'; answer = $true }
            @{ domain = 'expired.lab.test'; answer = $true }
            @{ domain = 'no-starttls.lab.test'; answer = $false }
            @{ domain = 'two-mx.lab.test'; answer = $false }
            @{ domain = 'null-mx.lab.test'; answer = $false }
        ) {
            $said = Test-SmtpStartTls $domain @common -Quiet -WarningVariable warnings
            $said | Should -BeOfType bool
            $said | Should -Be $answer
            $warnings | Should -BeNullOrEmpty
        }

        It 'says False and warns where it could not look' {
            Test-SmtpStartTls greeting-421.lab.test @common -Quiet -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeFalse
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike '*greeting-421.lab.test*TemporaryFailure*'
        }

        It 'answers once for each domain' {
            'good-rsa.lab.test', 'two-addresses.lab.test', 'good-ecdsa.lab.test' | Test-SmtpStartTls @common -Quiet | Should -Be $true, $false, $true
        }
    }

    Context 'The pipeline' {
        It 'streams: a result comes while input still comes' {
            $seen = [pscustomobject]@{ Value = $false; Asked = 0 }
            & {
                while (-not $seen.Value -and $seen.Asked -lt 500) {
                    $seen.Asked++
                    'good-rsa.lab.test'
                    Start-Sleep -Milliseconds 20
                }
            } | Test-SmtpStartTls @common | ForEach-Object { $seen.Value = $true }
            $seen.Asked | Should -BeLessThan 500
        }

        It 'ends with Select-Object -First 1 and leaves no connection' {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $first = 'good-rsa.lab.test', 'silence.lab.test', 'tarpit.lab.test' | Test-SmtpStartTls @common | Select-Object -First 1
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
            $first.Domain | Should -Be 'good-rsa.lab.test'
            Get-LabConnection $lab | Should -BeNullOrEmpty
        }

        It 'ends when a command below it fails, with that failure' {
            { 'good-rsa.lab.test', 'silence.lab.test' | Test-SmtpStartTls @common | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'
            Get-LabConnection $lab | Should -BeNullOrEmpty
        }

        It 'ends when a command above it fails, with that failure' {
            { & { 'silence.lab.test'; 'good-rsa.lab.test'; throw 'no more' } | Test-SmtpStartTls @common } | Should -Throw 'no more'
            Get-LabConnection $lab | Should -BeNullOrEmpty
        }

        It 'leaves no thread' {
            $process = [Diagnostics.Process]::GetCurrentProcess()
            $before = $process.Threads.Count
            foreach ($i in 1..30) { $null = 'good-rsa.lab.test', 'silence.lab.test' | Test-SmtpStartTls @common | Select-Object -First 1 }
            $process.Refresh()
            $process.Threads.Count - $before | Should -BeLessThan 25
        }

        It 'stops at once when asked to and leaves no connection' {
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddCommand('Import-Module').AddParameter('Name', "$root/SmtpTls.psd1").Invoke()
                $shell.Commands.Clear()
                $null = $shell.AddCommand('Test-SmtpStartTls').AddParameter('Domain', @('good-rsa.lab.test', 'silence.lab.test', 'tarpit.lab.test')).AddParameters($common)
                $output = [Management.Automation.PSDataCollection[psobject]]::new()
                $running = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]$null, $output)
                while ($output.Count -eq 0 -and -not $running.IsCompleted) { Start-Sleep -Milliseconds 20 }
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $shell.EndStop($shell.BeginStop($null, $null))
                $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
                $output[0].Domain | Should -Be 'good-rsa.lab.test'
                $shell.Streams.Error | Should -BeNullOrEmpty
                Get-LabConnection $lab | Should -BeNullOrEmpty
            }
            finally { $shell.Dispose() }
        }
    }

    Context 'Bad input' {
        It 'goes on after a bad name' {
            $results = 'good-rsa.lab.test', 'bad..name', 'good-ecdsa.lab.test' | Test-SmtpStartTls @common -ErrorVariable problems -ErrorAction SilentlyContinue
            $results.Domain | Should -Be 'good-rsa.lab.test', 'good-ecdsa.lab.test'
            $problems | Should -HaveCount 1
            $problems[0].FullyQualifiedErrorId | Should -Be 'DomainNameInvalid,SmtpTls.Commands.TestSmtpStartTlsCommand'
            $problems[0].CategoryInfo.Category | Should -Be 'InvalidData'
            $problems[0].TargetObject | Should -Be 'bad..name'
        }

        It 'ends at a bad name with -ErrorAction Stop and leaves no connection' {
            { 'silence.lab.test', 'bad..name', 'good-rsa.lab.test' | Test-SmtpStartTls @common -ErrorAction Stop } |
                Should -Throw -ErrorId 'DomainNameInvalid,SmtpTls.Commands.TestSmtpStartTlsCommand'
            Get-LabConnection $lab | Should -BeNullOrEmpty
        }

        It 'shows no escape character of a bad name' {
            "a`e[31m.test" | Test-SmtpStartTls @common -ErrorVariable problems -ErrorAction SilentlyContinue
            $problems[0].ToString() | Should -Not -Match '\e'
        }

        It 'says <id> of -<name> <value>' -ForEach @(
            @{ id = 'HostNameInvalid'; name = 'ComputerName'; value = 'bad..name'; given = @{ ComputerName = 'bad..name' } }
            @{ id = 'HeloNameInvalid'; name = 'HeloName'; value = 'a b'; given = @{ Domain = 'a.test'; HeloName = 'a b' } }
            @{ id = 'CaFileUnreadable'; name = 'CaFile'; value = 'no-such-file.pem'; given = @{ Domain = 'a.test'; CaFile = 'no-such-file.pem' } }
            @{ id = 'CaFileUnreadable'; name = 'CaFile'; value = 'nodrive:\file.pem'; given = @{ Domain = 'a.test'; CaFile = 'nodrive:\file.pem' } }
            @{ id = 'CaFileUnreadable'; name = 'CaFile'; value = 'env:PATH'; given = @{ Domain = 'a.test'; CaFile = 'env:PATH' } }
            @{ id = 'DnsServerInvalid'; name = 'DnsServer'; value = 'one:two:three'; given = @{ Domain = 'a.test'; DnsServer = 'one:two:three' } }
            @{ id = 'ParameterArgumentValidationError'; name = 'Port'; value = 0; given = @{ Domain = 'a.test'; Port = 0 } }
            @{ id = 'ParameterArgumentValidationError'; name = 'TimeoutSec'; value = 0; given = @{ Domain = 'a.test'; TimeoutSec = 0 } }
            @{ id = 'ParameterArgumentValidationError'; name = 'IPVersion'; value = 'IPv5'; given = @{ Domain = 'a.test'; IPVersion = 'IPv5' } }
            @{ id = 'AmbiguousParameterSet'; name = 'ComputerName'; value = 'b.test'; given = @{ Domain = 'a.test'; ComputerName = 'b.test' } }
        ) {
            { Test-SmtpStartTls @given -ErrorAction Stop } | Should -Throw -ErrorId "$id,SmtpTls.Commands.TestSmtpStartTlsCommand"
        }

        It 'ends for a CA file of no use, whatever the error preference' {
            { Test-SmtpStartTls a.test -CaFile no-such-file.pem -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'CaFileUnreadable,*'
        }
    }

    Context 'Objects' {
        BeforeAll {
            $results = 'good-rsa.lab.test', 'expired.lab.test', 'no-starttls.lab.test', 'null-mx.lab.test', 'ansi-banner.lab.test' | Test-SmtpStartTls @common
        }

        It 'shows a table of 120 columns at most' {
            $lines = (Get-Shown $results) -split '\r?\n'
            ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
            $lines | Where-Object { $_ -match 'Host\s+Outcome\s+Verdict\s+TLS\s+Certificate\s+Address\s+Domain' } | Should -Not -BeNullOrEmpty
        }

        It 'keeps the verdicts in a window of 80' {
            $results | Out-String -Width 80 | Should -Match 'Outcome\s+Verdict\s+TLS\s+Certificate\s*\r?\n'
        }

        It 'shows no escape character of a hostile banner in <view>' -ForEach @(
            @{ view = 'the table'; show = { $args } }
            @{ view = 'the list'; show = { $args | Format-List } }
            @{ view = 'all properties'; show = { $args | Format-List * } }
            @{ view = 'the transcript'; show = { $args.Transcript } }
            @{ view = 'the findings'; show = { $args.Findings } }
            @{ view = 'the chain'; show = { $args.Chain } }
        ) {
            $shown = Get-Shown @(& $show $results[4])
            $shown.Trim() | Should -Not -BeNullOrEmpty
            $shown | Should -Not -Match '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]'
            ($shown -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
        }

        It 'keeps its words in JSON' {
            $read = $results | ConvertTo-Json -Depth 5 | ConvertFrom-Json
            $read[2].Outcome -eq 'NotOffered' | Should -BeTrue
            $read[0].Chain[0].Names[0] | Should -Be 'mx.good-rsa.lab.test'
            $read[3].Capabilities.Count | Should -Be 0
        }

        It 'comes back from Clixml as it went' {
            $path = Join-Path $TestDrive results.xml
            $results | Export-Clixml $path
            $read = Import-Clixml $path
            $read[2].Outcome -eq 'NotOffered' | Should -BeTrue
            $read[1].CertificateProblems -contains 'Expired' | Should -BeTrue
            $read[1].Certificate.NotAfter -eq $results[1].Certificate.NotAfter | Should -BeTrue
            $read[1].Certificate.NotAfter.Kind | Should -Be 'Utc'
            $read[1].Encrypted -eq $true | Should -BeTrue
            $read[0].Port -eq $lab.smtpPort | Should -BeTrue
            $read[0].Chain[0].Names[0] | Should -Be 'mx.good-rsa.lab.test'
            $read[0].Timings.TotalMs -eq $results[0].Timings.TotalMs | Should -BeTrue
            $read | ConvertTo-Json -Depth 6 | Should -BeExactly ($results | ConvertTo-Json -Depth 6)
            Get-Shown $read | Should -Be (Get-Shown $results)
        }

        It 'writes lists as values into CSV' {
            $path = Join-Path $TestDrive results.csv
            $results | Export-Csv $path -NoTypeInformation
            Get-Content $path -Raw | Should -Not -Match 'System\.|SmtpTls\.|\[\]|StartTlsTimings'
            $read = Import-Csv $path
            $read[0].Capabilities | Should -Be ($results[0].Capabilities -join '; ')
            $read[1].CertificateProblems | Should -Be 'Expired'
            $read[3].Capabilities | Should -BeNullOrEmpty
        }

        It 'says every time in UTC' {
            $results[0].Certificate.NotBefore.Kind | Should -Be 'Utc'
        }

        It 'shows the dialogue with -Verbose' {
            $all = Test-SmtpStartTls good-rsa.lab.test @common -Verbose 4>&1
            $all | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | Where-Object Message -Like '* C: STARTTLS' | Should -HaveCount 1
        }
    }

    Context 'Help' {
        It 'has every part' {
            $help = Get-Help Test-SmtpStartTls -Full
            $help.Synopsis | Should -BeLike 'Tests *'
            $help.description.Text | Should -Not -BeNullOrEmpty
            $help.examples.example.Count | Should -BeGreaterThan 3
            foreach ($parameter in $help.parameters.parameter) { $parameter.description.Text | Should -Match '\.$' -Because $parameter.name }
            @($help.parameters.parameter).Count | Should -Be (Get-Command Test-SmtpStartTls).Parameters.Values.Where({ $_.Name -notin [Management.Automation.PSCmdlet]::CommonParameters }).Count
            $help | Out-String -Width 120 | Should -Match 'Windows PowerShell 5\.1'
        }
    }
}
