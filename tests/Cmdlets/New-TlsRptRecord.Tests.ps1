#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
}

Describe 'New-TlsRptRecord' {
    It 'makes a record' {
        $plan = New-TlsRptRecord contoso.com -Rua mailto:tls@contoso.com, https://reports.example.net/tls
        $plan | Should -BeOfType SmtpTls.TlsRptRecordPlan
        $plan.Name | Should -BeExactly '_smtp._tls.contoso.com'
        $plan.Text | Should -BeExactly 'v=TLSRPTv1; rua=mailto:tls@contoso.com,https://reports.example.net/tls'
        $plan.ZoneLine | Should -BeExactly "_smtp._tls.contoso.com. 3600 IN TXT `"$($plan.Text)`""
    }

    It 'takes names and objects of Get-AcceptedDomain' {
        $objects = 'a.test', [pscustomobject]@{ Name = 'Main'; DomainName = 'b.test' }, [pscustomobject]@{ Domain = 'bücher.test' }
        ($objects | New-TlsRptRecord -Rua tls@example.net).Name | Should -Be '_smtp._tls.a.test', '_smtp._tls.b.test', '_smtp._tls.xn--bcher-kva.test'
    }

    It 'encodes what would end an address' {
        (New-TlsRptRecord a.test -Rua 'mailto:a,b;c!d@example.net').Text | Should -BeExactly 'v=TLSRPTv1; rua=mailto:a%2Cb%3Bc%21d@example.net'
    }

    It 'splits a long text' {
        $plan = New-TlsRptRecord a.test -Rua (1..20 | ForEach-Object { "reports-$_@tls.example.net" })
        $strings = [regex]::Matches($plan.ZoneLine, '"([^"]*)"').ForEach({ $_.Groups[1].Value })
        $strings.Count | Should -BeGreaterThan 1
        ($strings | Measure-Object Length -Maximum).Maximum | Should -Be 255
        -join $strings | Should -BeExactly $plan.Text
    }

    It 'goes on after a bad name' {
        $plans = 'a.test', 'bad..name', 'b.test' | New-TlsRptRecord -Rua tls@example.net -ErrorVariable problems -ErrorAction SilentlyContinue
        $plans.Domain | Should -Be 'a.test', 'b.test'
        $problems[0].FullyQualifiedErrorId | Should -Be 'DomainNameInvalid,SmtpTls.Commands.NewTlsRptRecordCommand'
    }

    It 'refuses <_>' -ForEach 'http://reports.example.net/', 'example.net', 'mailto:', 'https://user:secret@example.net/', 'mailto:a@example.net,mailto:b@example.net' {
        { New-TlsRptRecord a.test -Rua $_ } | Should -Throw -ErrorId 'ReportAddressInvalid,*'
    }

    It 'ends when downstream had enough' {
        ('a.test', 'b.test', 'c.test' | New-TlsRptRecord -Rua tls@example.net | Select-Object -First 1).Domain | Should -Be 'a.test'
    }

    It 'comes back from Clixml as it went, and is text in CSV' {
        $plan = New-TlsRptRecord a.test -Rua tls@example.net, https://r.example.net/
        $plan | Export-Clixml (Join-Path $TestDrive plan.xml)
        Import-Clixml (Join-Path $TestDrive plan.xml) | ConvertTo-Json | Should -BeExactly ($plan | ConvertTo-Json)
        ($plan | ConvertTo-Csv | ConvertFrom-Csv).Rua | Should -Be 'mailto:tls@example.net; https://r.example.net/'
    }

    It 'has help in every part' {
        $help = Get-Help New-TlsRptRecord -Full
        $help.Synopsis | Should -BeLike 'Makes *'
        @($help.examples.example).Count | Should -BeGreaterThan 1
        foreach ($parameter in $help.parameters.parameter) { $parameter.description.Text | Should -Match '\.$' -Because $parameter.name }
    }
}
