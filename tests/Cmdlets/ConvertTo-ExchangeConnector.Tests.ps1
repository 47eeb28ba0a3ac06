#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    . "$PSScriptRoot/ExchangeStandIns.ps1"
    Push-Location $TestDrive

    # Every way in which a text may try to leave its quotes, or a comment that it should not be in.
    $hostile = "x'; Remove-Item / -Recurse; '", "$([char]0x2018)x$([char]0x2019); calc", "$([char]0x201a)$([char]0x201b); calc #", '$(calc)', '`n; calc', '"; calc; "', '#> calc <#', "a' + (calc) + 'b",
        "@'; calc", '%{calc}', "`u{411}`u{412}`u{201c} calc", "tab`there"
    function Get-CommandName([string] $Script) {
        $tokens = $errors = $null
        $ast = [Management.Automation.Language.Parser]::ParseInput($Script, [ref] $tokens, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        foreach ($command in $ast.FindAll({ param($node) $node -is [Management.Automation.Language.CommandAst] }, $true)) { $command.GetCommandName() }
    }
}

AfterAll { Pop-Location }

Describe 'ConvertTo-ExchangeConnector' {
    It 'splats on New-<kind>, level <level>' -ForEach @(
        foreach ($level in 'Encrypt', 'Certificate', 'Domain', 'Dane') { @{ kind = 'OutboundConnector'; level = $level; direction = 'Outbound' } }
        foreach ($level in 'Encrypt', 'Domain') { @{ kind = 'InboundConnector'; level = $level; direction = 'Inbound' } }
        foreach ($level in 'Encrypt', 'Certificate', 'Domain') { @{ kind = 'SendConnector'; level = $level; direction = 'Outbound' } }
        foreach ($level in 'Encrypt', 'Certificate', 'Domain', 'Dane') { @{ kind = 'TransportRule'; level = $level; direction = 'Outbound' } }
    ) {
        $names = if ($level -eq 'Domain') { 'mx.contoso.com' } else { @() }
        $relays = if ($direction -eq 'Outbound' -and $level -eq 'Domain') { 'relay.contoso.com' } else { @() }
        $rule = New-ForcedTlsRule contoso.com, '*.contoso.com' -Name Contoso -Level $level -Direction $direction -TlsDomain $names -SmartHost $relays -Comment "it's"
        $commands = @($rule | ConvertTo-ExchangeConnector -Kind $kind)
        $commands | Should -BeOfType SmtpTls.ConnectorCommand
        $commands[-1].Cmdlet | Should -Be "New-$kind"
        foreach ($command in $commands) {
            $p = $command.Parameters
            $made = & $command.Cmdlet @p
            $made.Name | Should -Be 'Contoso'
        }
        if ($kind -eq 'TransportRule') { $commands[-1].Parameters.RuleErrorAction | Should -Be 'Defer' }
    }

    It 'gives each certificate name a connector of its own' {
        $commands = New-ForcedTlsRule a.test, b.test -Level Domain -TlsDomain '*.a.test', mx.b.test | ConvertTo-ExchangeConnector
        $commands.Parameters.TlsDomain | Should -Be '*.a.test', 'mx.b.test'
        foreach ($command in $commands) { $p = $command.Parameters; $null = New-OutboundConnector @p }
    }

    It 'refuses what Exchange cannot say, and goes on' {
        $rules = (New-ForcedTlsRule a.test -Direction Inbound), (New-ForcedTlsRule b.test)
        $commands = $rules | ConvertTo-ExchangeConnector -ErrorVariable problems -ErrorAction SilentlyContinue
        $commands.Rule | Should -Be 'b.test'
        $problems[0].FullyQualifiedErrorId | Should -Be 'RuleNotExpressible,SmtpTls.Commands.ConvertToExchangeConnectorCommand'
    }

    It 'quotes as PowerShell itself does' {
        foreach ($name in $hostile -notmatch "`t") {
            $rule = New-ForcedTlsRule a.test -Name $name
            $script = $rule | ConvertTo-ExchangeConnector -AsScript -WarningAction SilentlyContinue
            $expected = [Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($rule.Name)
            $script.Contains("    Name = '$expected'") | Should -BeTrue -Because $name
        }
        # Every character that PowerShell could take for a quote, and some that it could not.
        foreach ($code in 0x21..0x7e + 0xa0..0xff + 0x2010..0x2040 + 0x3000..0x3020 + 0xff00..0xff10) {
            $text = "x$([char]$code)y"
            $script = New-ForcedTlsRule a.test -Name N -Comment $text | ConvertTo-ExchangeConnector -AsScript
            $script.Contains("    Comment = '$([Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($text))'") | Should -BeTrue -Because ('U+{0:x}' -f $code)
        }
    }

    It 'puts nothing of a hostile name or comment anywhere but into a text' {
        foreach ($text in $hostile) {
            $rule = New-ForcedTlsRule a.test -Name ($text -replace "`t") -Comment "$text`n$text`r`n#> $text"
            $rule | ConvertTo-ExchangeConnector -AsScript -Path ./made.ps1 -Force -Kind TransportRule | Should -HaveCount 2
            Get-CommandName (Get-Content ./made.ps1 -Raw) | Should -Be 'New-OutboundConnector', 'New-TransportRule'
            Get-CommandName (Get-Content ./made.rollback.ps1 -Raw) | Should -Be 'Remove-TransportRule', 'Remove-OutboundConnector'
            foreach ($file in 'made.ps1', 'made.rollback.ps1') {
                $tokens = $errors = $null
                $null = [Management.Automation.Language.Parser]::ParseFile((Resolve-Path $file), [ref] $tokens, [ref] $errors)
                $errors | Should -BeNullOrEmpty
                @($tokens | Where-Object Kind -EQ Comment).Text | Should -Not -BeLike '*calc*'
                [Byte[]](Get-Content $file -AsByteStream -TotalCount 3) | Should -Be 0xEF, 0xBB, 0xBF
            }
        }
    }

    It 'is a script that changes nothing unless it is told to, and then does what the objects do' {
        $rule = New-ForcedTlsRule a.test -Name "O'Neil" -Level Domain -TlsDomain mx.a.test -Comment "two`nlines"
        $null = $rule | ConvertTo-ExchangeConnector -AsScript -Path run.ps1
        & ./run.ps1 | Should -BeNullOrEmpty
        $made = & ./run.ps1 -Apply
        $made.Name | Should -BeExactly "O'Neil"
        $made.Comment | Should -BeExactly "two`nlines"
        $made.TlsDomain | Should -Be 'mx.a.test'
    }

    It 'writes no script with -WhatIf, and replaces none without -Force' {
        $rule = New-ForcedTlsRule a.test
        $rule | ConvertTo-ExchangeConnector -AsScript -Path never.ps1 -WhatIf
        'never.ps1' | Should -Not -Exist
        'mine' | Set-Content mine.rollback.ps1
        { $rule | ConvertTo-ExchangeConnector -AsScript -Path mine.ps1 } | Should -Throw -ErrorId 'RuleFileNotWritten,*'
        'mine.ps1' | Should -Not -Exist
        Get-Content mine.rollback.ps1 | Should -Be 'mine'
    }

    It 'comes back from Clixml ready to splat' {
        New-ForcedTlsRule a.test | ConvertTo-ExchangeConnector | Export-Clixml command.xml
        $p = @{}
        $back = Import-Clixml command.xml
        foreach ($key in $back.Parameters.Keys) { $p[$key] = $back.Parameters[$key] }
        (New-OutboundConnector @p).TlsSettings | Should -Be 'CertificateValidation'
    }

    It 'gives back the rule that a connector was made from' {
        $rule = New-ForcedTlsRule contoso.com, '*.contoso.com' -Name Contoso -Level Domain -TlsDomain '*.contoso.com'
        $p = ($rule | ConvertTo-ExchangeConnector).Parameters
        $record = Get-FakeOutboundConnector
        $made = New-OutboundConnector @p
        foreach ($name in $p.Keys) { $record.$name = $made.$name }
        $back = $record | Import-ForcedTlsRule
        $back | ConvertTo-Json | Should -BeExactly ($rule | ConvertTo-Json)
    }

    It 'has help in every part' {
        $help = Get-Help ConvertTo-ExchangeConnector -Full
        @($help.examples.example).Count | Should -BeGreaterThan 1
        foreach ($parameter in $help.parameters.parameter) { $parameter.description.Text | Should -Match '\.$' -Because $parameter.name }
    }
}

Describe 'ConvertTo-PostfixTlsPolicy' {
    It 'writes a line for each domain' {
        $rules = (New-ForcedTlsRule a.test, '*.a.test' -Level Encrypt), (New-ForcedTlsRule b.test -Level Domain -TlsDomain mx.b.test, '*.b.test'), (New-ForcedTlsRule c.test -Level Dane)
        $lines = $rules | ConvertTo-PostfixTlsPolicy -WarningAction SilentlyContinue
        $lines | Should -Be 'a.test encrypt', '.a.test encrypt', 'b.test secure match=mx.b.test:.b.test', 'c.test dane-only'
        $lines | Set-Content policy.txt
        Import-ForcedTlsRule policy.txt | ConvertTo-PostfixTlsPolicy -WarningAction SilentlyContinue | Should -Be $lines
    }

    It 'refuses level Certificate with the reason' {
        { New-ForcedTlsRule a.test | ConvertTo-PostfixTlsPolicy -ErrorAction Stop } | Should -Throw '*no level that checks the chain and no name*' -ErrorId 'RuleNotExpressible,*'
    }

    It 'takes no rule that was spoilt after it was made' {
        $rule = New-ForcedTlsRule a.test -Level Encrypt
        $rule.Domains = [string[]] "b.test encrypt`nc.test"
        $rule | ConvertTo-PostfixTlsPolicy -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RuleInvalid,*'
    }

    It 'has help in every part' {
        foreach ($parameter in (Get-Help ConvertTo-PostfixTlsPolicy -Full).parameters.parameter) { $parameter.description.Text | Should -Match '\.$' -Because $parameter.name }
    }
}
