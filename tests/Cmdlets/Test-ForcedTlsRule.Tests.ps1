#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    . "$PSScriptRoot/Lab.ps1"
    . "$PSScriptRoot/ExchangeStandIns.ps1"
    $lab = Start-Lab
    $common = $lab.Common
}

AfterAll { Stop-Lab $lab }

Describe 'Test-ForcedTlsRule' {
    It 'splits a message' {
        $plan = New-ForcedTlsRule partner.test -Name P | Test-ForcedTlsRule -Recipient a@partner.test, b@other.test -Sender me@example.com -MessageId '<1@x>'
        $plan | Should -BeOfType SmtpTls.DeliveryPlan
        $plan.Split | Should -BeTrue
        $plan.Copies.Level | Should -Be 'Certificate', 'Opportunistic'
        $plan.Copies[0].Recipients[0].OnFailure | Should -Be 'Defer'
        $plan.Copies[0].Recipients[0].DeferUntil | Should -BeGreaterThan ([datetime]::UtcNow.AddHours(23.9))
        $plan.MessageId | Should -Be '<1@x>'
        $plan.Bounce.To | Should -Be 'me@example.com'
        $plan.DiffersInExchangeOnline | Should -Not -BeNullOrEmpty
    }

    It 'binds everybody when the others are not opportunistic' {
        $plan = New-ForcedTlsRule partner.test -OpportunisticForOthers $false | Test-ForcedTlsRule -Recipient b@other.test, a@partner.test
        $plan.Split | Should -BeFalse
        $plan.Copies.Recipients.OnFailure | Should -Be 'Reject', 'Reject'
        $plan.Copies.Recipients.Matched | Should -Be $false, $true
    }

    It 'takes messages from the pipeline' {
        $rules = New-ForcedTlsRule partner.test
        $messages = [pscustomobject]@{ MessageId = '1'; SenderAddress = 'me@x.test'; RecipientAddress = 'a@partner.test' }, [pscustomobject]@{ MessageId = '2'; Recipients = 'b@other.test', 'c@partner.test' }
        $plans = $messages | Test-ForcedTlsRule -Rule $rules
        $plans.MessageId | Should -Be '1', '2'
        $plans.Split | Should -Be $false, $true
    }

    It 'goes on after a bad address and a message without recipients' {
        $plans = [pscustomobject]@{ Subject = 'x' }, 'no-address', 'a@partner.test' | Test-ForcedTlsRule -Rule (New-ForcedTlsRule partner.test) -ErrorVariable problems -ErrorAction SilentlyContinue
        $plans | Should -HaveCount 1
        $problems.FullyQualifiedErrorId | Should -Be 'MessageWithoutRecipient,SmtpTls.Commands.TestForcedTlsRuleCommand', 'MailAddressInvalid,SmtpTls.Commands.TestForcedTlsRuleCommand'
    }

    It 'says who would break before the rules are enforced' {
        $rules = 'good-rsa', 'incomplete-chain', 'no-starttls' | ForEach-Object { New-ForcedTlsRule "$_.lab.test" }
        $seen = $rules | Test-ForcedTlsRule -Live @common -SkipRevocationCheck -WarningAction SilentlyContinue
        $seen | Should -BeOfType SmtpTls.ForcedTlsForecast
        $seen.Delivery | Should -Be 'Delivers', 'Breaks', 'Breaks'
        $seen[0].SatisfyingNames | Should -Contain 'mx.good-rsa.lab.test'
        $seen[1].Hosts[0].Problems | Should -Be 'IncompleteChain'
        $seen[1].Remedy | Should -BeLike '*send the issuing certificate*'
    }

    It 'rejects today whom a binding rule cannot reach' {
        $plan = New-ForcedTlsRule good-rsa.lab.test -OpportunisticForOthers $false |
            Test-ForcedTlsRule -Recipient a@good-rsa.lab.test, b@no-starttls.lab.test -Sender me@incomplete-chain.lab.test -Live @common -SkipRevocationCheck -WarningAction SilentlyContinue
        $plan.Rejected.Address | Should -Be 'b@no-starttls.lab.test'
        $plan.Copies.Recipients.Delivery | Should -Be 'Delivers'
        $plan.Bounce.Deliverable | Should -BeFalse
        $plan.Verdict | Should -Be 'Fail'
    }

    It 'holds DANE against signed partners' {
        $seen = New-ForcedTlsRule good-rsa.lab.test -Level Dane | Test-ForcedTlsRule -Live @common -SkipRevocationCheck -WarningAction SilentlyContinue
        $seen.Delivery | Should -BeIn 'Delivers', 'Breaks'
        if ($seen.Delivery -eq 'Breaks') { $seen.Hosts[0].Problems | Should -Match '^(Dane|MxNotSecure)' }
    }

    It 'gives a Boolean with -Quiet, and only with -Live' {
        New-ForcedTlsRule good-rsa.lab.test | Test-ForcedTlsRule -Live -Quiet @common -SkipRevocationCheck -WarningAction SilentlyContinue | Should -BeTrue
        New-ForcedTlsRule no-starttls.lab.test | Test-ForcedTlsRule -Live -Quiet @common -SkipRevocationCheck -WarningAction SilentlyContinue | Should -BeFalse
        { New-ForcedTlsRule a.test | Test-ForcedTlsRule } | Should -Throw -ErrorId 'RecipientsMissing,*'
        { Test-ForcedTlsRule (New-ForcedTlsRule a.test) } | Should -Throw -ErrorId 'RecipientsMissing,*'
        @() | Test-ForcedTlsRule -Rule (New-ForcedTlsRule a.test) | Should -BeNullOrEmpty
        { New-ForcedTlsRule a.test | Test-ForcedTlsRule -Quiet } | Should -Throw -ErrorId 'QuietNeedsLive,*'
    }

    It 'comes back from Clixml as it went, and has a view' {
        $plan = New-ForcedTlsRule partner.test | Test-ForcedTlsRule -Recipient a@partner.test, b@other.test
        $plan | Export-Clixml (Join-Path $TestDrive plan.xml)
        Import-Clixml (Join-Path $TestDrive plan.xml) | ConvertTo-Json -Depth 8 | Should -BeExactly ($plan | ConvertTo-Json -Depth 8)
        $text = $plan | Out-String -Width 120
        $text | Should -Match 'Certificate: a@partner.test'
        ($text -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 121
    }

    It 'has help in every part' {
        $help = Get-Help Test-ForcedTlsRule -Full
        @($help.examples.example).Count | Should -BeGreaterThan 1
        foreach ($parameter in $help.parameters.parameter) { $parameter.description.Text | Should -Match '\.$' -Because $parameter.name }
    }
}

Describe 'Compare-ForcedTlsRule' {
    BeforeAll { $rule = New-ForcedTlsRule contoso.com, '*.contoso.com' -Name Contoso -Level Domain -TlsDomain '*.contoso.com' }

    It 'finds nothing where the tenant has what the rules want' {
        Get-FakeOutboundConnector | Compare-ForcedTlsRule $rule | Should -BeNullOrEmpty
    }

    It 'finds <difference> and gives a command that binds' -ForEach @(
        @{ difference = 'Weaker'; with = @{ TlsSettings = 'EncryptionOnly'; TlsDomain = $null } }
        @{ difference = 'Weaker'; with = @{ TlsSettings = $null; TlsDomain = $null } }
        @{ difference = 'Disabled'; with = @{ Enabled = $false } }
        @{ difference = 'TestMode'; with = @{ TestMode = $true } }
        @{ difference = 'Missing'; with = @{ RecipientDomains = @('fabrikam.com'); TlsSettings = $null; TlsDomain = $null } }
    ) {
        $found = Get-FakeOutboundConnector $with | Compare-ForcedTlsRule $rule
        $found | Should -BeOfType SmtpTls.ForcedTlsDifference
        $found.Difference | Should -Be $difference
        Invoke-Expression $found.Command | Should -Not -BeNullOrEmpty
    }

    It 'mends <what> by commands that bind: <cmdlets>' -ForEach @(
        @{ what = 'a connector for everybody'; with = @{ RecipientDomains = @('*'); TlsSettings = $null; TlsDomain = $null }; cmdlets = 'New-OutboundConnector' }
        @{ what = 'a connector of two partners'; with = @{ RecipientDomains = @('*.contoso.com', 'fabrikam.com'); TlsSettings = 'EncryptionOnly'; TlsDomain = $null }; cmdlets = 'Set-OutboundConnector New-OutboundConnector' }
        @{ what = 'a route'; with = @{ UseMXRecord = $false; SmartHosts = @('relay.test') }; cmdlets = 'Set-OutboundConnector' }
        @{ what = 'DANE that no rule asks'; with = @{ SmtpDaneMode = 'Mandatory' }; cmdlets = 'Set-OutboundConnector' }
    ) {
        $found = Get-FakeOutboundConnector $with | Compare-ForcedTlsRule $rule | Where-Object Difference -ne Extra
        $tokens = $errors = $null
        $commands = [System.Management.Automation.Language.Parser]::ParseInput($found.Command, [ref]$tokens, [ref]$errors).FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)
        $errors | Should -BeNullOrEmpty
        @(foreach ($command in $commands) { $command.GetCommandName() }) -join ' ' | Should -Be $cmdlets
        @(Invoke-Expression $found.Command).Count | Should -Be $commands.Count
    }

    It 'warns of domains that Export-Csv did not keep' {
        $connector = Get-FakeOutboundConnector
        $connector.RecipientDomains = [System.Collections.ArrayList]@('*.contoso.com')
        $null = $connector | ConvertTo-Csv | ConvertFrom-Csv | Compare-ForcedTlsRule $rule -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike '*save the objects with Export-Clixml*'
    }

    It 'finds what no rule asks' {
        $found = (Get-FakeOutboundConnector), (Get-FakeOutboundConnector @{ Name = "Old' one"; RecipientDomains = @('old.test') }) | Compare-ForcedTlsRule $rule
        $found.Difference | Should -Be 'Extra'
        (Invoke-Expression $found.Command).Identity | Should -Be "Old' one"
    }

    It 'finds everything missing in an empty tenant' {
        (@() | Compare-ForcedTlsRule $rule).Difference | Should -Be 'Missing'
    }

    It 'has help in every part' {
        foreach ($parameter in (Get-Help Compare-ForcedTlsRule -Full).parameters.parameter) { $parameter.description.Text | Should -Match '\.$' -Because $parameter.name }
    }
}
