#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $strong = "Received: from mail.sender.example (mail.sender.example [192.0.2.10])`n`t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))`n`tby mx.example.com (Postfix) with ESMTPS id 2;`n`tFri, 20 Nov 2026 05:09:07 +0000"
    $clear = "Received: from pc.other.example (pc.other.example [192.0.2.5])`n`tby mail.sender.example (Postfix) with ESMTP id 1;`n`tFri, 20 Nov 2026 05:09:00 +0000"
    $header = "$strong`n$clear`nSubject: quarterly figures`nMessage-ID: <1@sender.example>`n`nbody`n"
    Set-Content "$TestDrive/one.eml" $header -NoNewline
}

Describe 'Read-SmtpTlsHeader' {
    It 'reads <name>' -ForEach @(
        @{ name = 'a path'; read = { Read-SmtpTlsHeader "$TestDrive/one.eml" } }
        @{ name = 'a wildcard'; read = { Read-SmtpTlsHeader "$TestDrive/*.eml" } }
        @{ name = 'a folder'; read = { Read-SmtpTlsHeader $TestDrive } }
        @{ name = 'file objects'; read = { Get-ChildItem $TestDrive -Filter *.eml | Read-SmtpTlsHeader } }
        @{ name = 'a literal path'; read = { Read-SmtpTlsHeader -LiteralPath "$TestDrive/one.eml" } }
        @{ name = 'text'; read = { $header | Read-SmtpTlsHeader } }
        @{ name = 'lines'; read = { Get-Content "$TestDrive/one.eml" | Read-SmtpTlsHeader } }
        @{ name = 'an object of a mail API'; read = { [pscustomobject]@{ InternetMessageHeaders = @(
                    [pscustomobject]@{ Name = 'Received'; Value = $strong.Substring(10) }, [pscustomobject]@{ Name = 'Received'; Value = $clear.Substring(10) }
                    [pscustomobject]@{ Name = 'Subject'; Value = 'quarterly figures' }) } | Read-SmtpTlsHeader } }
    ) {
        $path = @(& $read)
        $path | Should -HaveCount 1
        $path[0] | Should -BeOfType SmtpTls.MessagePath
        $path[0].Subject | Should -BeExactly 'quarterly figures'
        $path[0].EncryptedThroughout | Should -BeExactly 'No'
        $path[0].WeakestHop | Should -Be 1
        $path[0].Verdict | Should -BeExactly 'Fail'
        $path[0].Hops.Strength | Should -Be @($null, 'Strong')
        $path[0].Hops[1].DelaySec | Should -Be 7
    }

    It 'believes only those that are named' {
        $path = $strong, ($clear -replace 'with ESMTP ', 'with ESMTPS ') -join "`n" | Read-SmtpTlsHeader -TrustedHost example.com
        $path.Hops.Trusted | Should -Be $false, $true
        $path.EncryptedThroughout | Should -BeExactly 'Unknown'
    }

    It 'passes over what is not there' {
        $null | Read-SmtpTlsHeader -ErrorAction Stop | Should -BeNullOrEmpty
        @($null, "Received: from a.test (a.test [192.0.2.1]) by b.test with ESMTPS; Tue, 24 Nov 2026 10:00:00 +0000`n") | Read-SmtpTlsHeader -ErrorAction Stop | Should -HaveCount 1
    }

    It 'goes on after a file that is of no use' {
        Set-Content "$TestDrive/no.txt" 'nothing'
        $paths = "$TestDrive/no.txt", "$TestDrive/one.eml" | Read-SmtpTlsHeader -ErrorVariable problems -ErrorAction SilentlyContinue
        $paths | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'MessageUnreadable,SmtpTls.Commands.ReadSmtpTlsHeaderCommand'
        Remove-Item "$TestDrive/no.txt"
    }

    It 'refuses a boundary that names nobody' {
        { $header | Read-SmtpTlsHeader -TrustedHost 'bad..name' } | Should -Throw -ErrorId 'BoundaryInvalid,SmtpTls.Commands.ReadSmtpTlsHeaderCommand'
    }

    Context 'with rules' {
        BeforeAll {
            $toPartner = $header -replace 'Subject:', "To: bob@contoso.test`nSubject:"
            $rule = New-ForcedTlsRule -Domain contoso.test -Name Contoso -Level Encrypt
        }

        It 'says which rule was broken at which hop, for <name>' -ForEach @(
            @{ name = 'a rule'; make = { $rule } }
            @{ name = 'a deserialised rule'; make = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($rule)) } }
            @{ name = 'an object with its properties'; make = { [pscustomobject]@{ Name = 'Contoso'; Domains = 'contoso.test'; Level = 'Encrypt' } } }
        ) {
            $path = $toPartner | Read-SmtpTlsHeader -Rule (& $make)
            $path.RulesApplied | Should -Be 'Contoso'
            $path.RuleBreaches | Should -HaveCount 1
            $path.RuleBreaches[0] | Should -BeOfType SmtpTls.RuleBreach
            $path.RuleBreaches[0].Hop | Should -Be 1
            $path.RuleBreaches[0].Code | Should -BeExactly 'in-clear'
            $path.RuleDoubts | Should -HaveCount 0
            $path | Out-String | Should -Match "Rule 'Contoso' \(Encrypt\), hop 1: In clear from pc.other.example to mail.sender.example"
            ($path.RuleBreaches | Format-Table | Out-String -Width 120).Split("`n") | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 120 }
        }

        It 'calls what no stamp says a doubt' {
            $path = $toPartner -replace 'pc.other.example \[192.0.2.5', 'pc.other.example [10.0.0.5' | Read-SmtpTlsHeader -Rule (New-ForcedTlsRule -Domain contoso.test -Level Dane)
            $path.RuleBreaches | Should -HaveCount 0
            $path.RuleDoubts.Code | Should -Be 'certificate-unknown'
        }

        It 'leaves the lists empty without a rule that means the message' {
            $path = $toPartner | Read-SmtpTlsHeader -Rule (New-ForcedTlsRule -Domain fabrikam.test)
            $path.RulesApplied.Count + $path.RuleBreaches.Count + $path.RuleDoubts.Count | Should -Be 0
        }

        It 'is the same after Clixml' {
            $toPartner | Read-SmtpTlsHeader -Rule $rule | Export-Clixml "$TestDrive/r.xml"
            (Import-Clixml "$TestDrive/r.xml").RuleBreaches[0].Domains | Should -Be 'contoso.test'
        }
    }

    It 'stops when downstream has enough' {
        1..50 | ForEach-Object { $header } | Read-SmtpTlsHeader | Select-Object -First 1 | Should -HaveCount 1
    }

    It 'is the same after Clixml and JSON' {
        $path = $header | Read-SmtpTlsHeader
        $path | Export-Clixml "$TestDrive/p.xml"
        (Import-Clixml "$TestDrive/p.xml").Hops[1].CipherSuite | Should -BeExactly 'TLS_AES_256_GCM_SHA384'
        ($path | ConvertTo-Json -Depth 4 | ConvertFrom-Json).Hops[1].Encrypted | Should -BeExactly 'Yes'
    }

    It 'fits a window' {
        ($header | Read-SmtpTlsHeader | ForEach-Object Hops | Format-Table | Out-String -Width 120).Split("`n") | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 120 }
        $header | Read-SmtpTlsHeader | Out-String | Should -Match '2 Internet: mail.sender.example -> mx.example.com: TLSv1.3, TLS_AES_256_GCM_SHA384, Strong, 7 s'
    }
}
