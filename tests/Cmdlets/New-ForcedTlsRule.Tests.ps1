#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
}

Describe 'New-ForcedTlsRule' {
    It 'makes a rule with the usual values' {
        $rule = New-ForcedTlsRule contoso.com, '*.Contoso.COM'
        $rule | Should -BeOfType SmtpTls.ForcedTlsRule
        $rule.Domains | Should -Be 'contoso.com', '*.contoso.com'
        $rule.Level | Should -BeExactly 'Certificate'
        $rule.Direction | Should -BeExactly 'Outbound'
        $rule.OpportunisticForOthers | Should -BeTrue
        $rule.DeferralHours | Should -Be 24
        $rule.Enabled | Should -BeTrue
    }

    It 'takes names in any script and objects with a domain' {
        ('bücher.test', [pscustomobject]@{ Name = 'Main'; DomainName = 'b.test' } | New-ForcedTlsRule -Level Encrypt).Domains | Should -Be 'xn--bcher-kva.test', 'b.test'
    }

    It 'takes rows of a spreadsheet by property name' {
        $rule = "Name,Domain,Level,TlsDomain`nBank,bank.test,Domain,mx.bank.test" | ConvertFrom-Csv | New-ForcedTlsRule
        $rule.Name | Should -Be 'Bank'
        $rule.TlsDomains | Should -Be 'mx.bank.test'
    }

    It 'refuses <text>' -ForEach @(
        @{ text = 'user@contoso.com'; words = '*mail address; name the domain behind the @, contoso.com*' }
        @{ text = 'mail.*.contoso.com'; words = '*a star may only stand first*' }
        @{ text = '192.0.2.1'; words = '*looks like an address*' }
        @{ text = 'a b.test'; words = "*'a'*" }
    ) {
        $rules = $text, 'good.test' | New-ForcedTlsRule -ErrorVariable problems -ErrorAction SilentlyContinue
        if ($text -ne 'a b.test') {
            $rules.Domains | Should -Be 'good.test'
            $problems[0].FullyQualifiedErrorId | Should -Be 'RuleInvalid,SmtpTls.Commands.NewForcedTlsRuleCommand'
            $problems[0].Exception.Message | Should -BeLike $words
        }
    }

    It 'refuses an unknown level and names those there are' {
        { New-ForcedTlsRule a.test -Level Strict } | Should -Throw '*Encrypt,Certificate,Domain,Dane*'
    }

    It 'refuses certificate names at another level, and unusable ones' {
        { New-ForcedTlsRule a.test -TlsDomain mx.a.test -ErrorAction Stop } | Should -Throw '*at level Domain only*' -ErrorId 'RuleInvalid,*'
        { New-ForcedTlsRule a.test -Level Domain -TlsDomain '*.com' -ErrorAction Stop } | Should -Throw '*whole top-level domain*'
    }

    It 'completes levels' {
        (TabExpansion2 'New-ForcedTlsRule a.test -Level D').CompletionMatches.CompletionText | Sort-Object | Should -Be 'Dane', 'Domain' -Because 'there is a set to choose from'
    }

    It 'comes back from Clixml as it went, is a rule again, and is text in CSV' {
        $rule = New-ForcedTlsRule a.test, b.test -Level Domain -TlsDomain mx.a.test, mx.b.test -Comment 'x' -OpportunisticForOthers $false
        $rule | Export-Clixml (Join-Path $TestDrive rule.xml)
        $back = Import-Clixml (Join-Path $TestDrive rule.xml)
        $back | ConvertTo-Json | Should -BeExactly ($rule | ConvertTo-Json)
        ($back | Test-ForcedTlsRule -Recipient u@a.test).Copies[0].Level | Should -Be 'Domain'
        ($rule | ConvertTo-Csv | ConvertFrom-Csv).TlsDomains | Should -Be 'mx.a.test; mx.b.test'
    }

    It 'has a view that fits 120 columns' {
        $lines = (New-ForcedTlsRule contoso.com, '*.contoso.com' -Level Domain -TlsDomain '*.mail.protection.outlook.com' | Out-String -Width 120) -split "`n"
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
        $lines -join "`n" | Should -Match 'Outbound'
    }

    It 'has help in every part' {
        $help = Get-Help New-ForcedTlsRule -Full
        $help.Synopsis | Should -BeLike 'Makes *'
        foreach ($parameter in $help.parameters.parameter) { $parameter.description.Text | Should -Match '\.$' -Because $parameter.name }
    }
}
