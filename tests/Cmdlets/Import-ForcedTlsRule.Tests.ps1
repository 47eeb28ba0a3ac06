#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    . "$PSScriptRoot/ExchangeStandIns.ps1"
    Push-Location $TestDrive
}

AfterAll { Pop-Location }

Describe 'Import-ForcedTlsRule' {
    It 'reads what Export-ForcedTlsRule wrote, comment and unknown members with it' {
        '{"owner":{"team":"mail"},"rules":[{"name":"B","domains":["b.test"],"ticket":17,"comment":"why"},{"name":"A","domains":["a.test"]}]}' | Set-Content one.json
        Import-ForcedTlsRule one.json | Export-ForcedTlsRule two.json
        $text = Get-Content two.json -Raw
        $text | Should -Match '"ticket": 17'
        $text | Should -Match '"team": "mail"'
        $text | Should -Match '"comment": "why"'
        (Import-ForcedTlsRule two.json).Name | Should -Be 'A', 'B'
        Import-ForcedTlsRule two.json | Export-ForcedTlsRule three.json
        Get-Content three.json -Raw | Should -BeExactly $text
    }

    It 'says the line and column of an error, and takes no rule of the file' {
        "{`n  `"rules`": [`n    { `"domains`": [`"a.test`", `"u@b.test`"] }`n  ]`n}" | Set-Content bad.json
        $rules = Import-ForcedTlsRule bad.json -ErrorVariable problems -ErrorAction SilentlyContinue
        $rules | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be 'RuleFileInvalid,SmtpTls.Commands.ImportForcedTlsRuleCommand'
        $problems[0].Exception.Message | Should -BeLike '*line 3, column 29:*mail address*'
    }

    It 'reads a spreadsheet, and tells a bad line' {
        "domains,level`n`"a.test; b.test`",Encrypt" | Set-Content good.csv
        (Import-ForcedTlsRule good.csv).Domains | Should -Be 'a.test', 'b.test'
        "domains,level`na.test,Encrypt`nb.test,Hard" | Set-Content bad.csv
        Import-ForcedTlsRule bad.csv -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].Exception.Message | Should -BeLike "*line 3: column level*'Hard' is none of*"
    }

    It 'reads a Postfix map, and warns of what is no rule with its line' {
        "a.test encrypt`n# comment`nb.test secure match=.b.test`nc.test may" | Set-Content policy
        $rules = Import-ForcedTlsRule policy -WarningVariable warnings -WarningAction SilentlyContinue
        $rules.Level | Should -Be 'Encrypt', 'Domain'
        $warnings | Should -BeLike 'policy: line 4: *lets mail go in clear*'
    }

    It 'says that a file cannot be read: <_>' -ForEach 'nowhere.json', '.' {
        Import-ForcedTlsRule $_ -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'RuleFileUnreadable,SmtpTls.Commands.ImportForcedTlsRuleCommand'
    }

    It 'says that another process holds the file' {
        '[]' | Set-Content held.json
        $held = [IO.File]::Open((Join-Path $TestDrive held.json), 'Open', 'ReadWrite', 'None')
        try {
            Import-ForcedTlsRule held.json -ErrorVariable problems -ErrorAction SilentlyContinue
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'RuleFileUnreadable,*'
        }
        finally { $held.Dispose() }
    }

    It 'takes files from the pipeline' {
        '[{"domains":["a.test"]}]' | Set-Content piped.json
        (Get-Item piped.json | Import-ForcedTlsRule).Domains | Should -Be 'a.test'
    }

    It 'takes connectors as objects, live and deserialised' {
        $connector = Get-FakeOutboundConnector
        $connector | Export-Clixml connector.xml
        foreach ($one in $connector, (Import-Clixml connector.xml)) {
            $rule = $one | Import-ForcedTlsRule
            $rule.Name | Should -Be 'Contoso'
            $rule.Level | Should -Be 'Domain'
            $rule.Domains | Should -Be 'contoso.com', '*.contoso.com'
            $rule.TlsDomains | Should -Be '*.contoso.com'
        }
    }

    It 'keeps null and missing apart' {
        $null = Get-FakeOutboundConnector @{ TlsSettings = $null } | Import-ForcedTlsRule -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike '*it forces no TLS*'
        $null = Get-FakeOutboundConnector | Select-Object Name, RecipientDomains, UseMXRecord | Import-ForcedTlsRule -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike '*the property TlsSettings is not there*'
    }

    It 'says what rules have against each other' {
        '[{"name":"A","domains":["a.test"],"level":"Encrypt"},{"name":"B","domains":["a.test"],"level":"Domain"}]' | Set-Content clash.json
        $null = Import-ForcedTlsRule clash.json -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings[0] | Should -BeLike "*'A' and 'B' demand different things of a.test*"
        $warnings[1] | Should -BeLike "Rule 'A' (Encrypt) never decides*"
    }

    It 'has help in every part' {
        $help = Get-Help Import-ForcedTlsRule -Full
        @($help.examples.example).Count | Should -BeGreaterThan 2
        foreach ($parameter in $help.parameters.parameter) { $parameter.description.Text | Should -Match '\.$' -Because $parameter.name }
    }
}

Describe 'Export-ForcedTlsRule' {
    BeforeAll { $rule = New-ForcedTlsRule a.test -Name A }

    It 'writes nothing with -WhatIf' {
        $rule | Export-ForcedTlsRule what.json -WhatIf
        'what.json' | Should -Not -Exist
    }

    It 'replaces a file only with -Force, and hands the rules on' {
        'old' | Set-Content old.json
        { $rule | Export-ForcedTlsRule old.json } | Should -Throw '*there is a file already; -Force replaces it*' -ErrorId 'RuleFileNotWritten,*'
        Get-Content old.json | Should -Be 'old'
        ($rule | Export-ForcedTlsRule old.json -Force -PassThru).Name | Should -Be 'A'
        (Import-ForcedTlsRule old.json).Name | Should -Be 'A'
    }

    It 'leaves a file whole that another process holds' {
        'old' | Set-Content locked.json
        $held = [IO.File]::Open((Join-Path $TestDrive locked.json), 'Open', 'ReadWrite', 'None')
        try { { $rule | Export-ForcedTlsRule locked.json -Force } | Should -Throw '*Nothing was changed.' -ErrorId 'RuleFileNotWritten,*' }
        finally { $held.Dispose() }
        Get-Content locked.json | Should -Be 'old'
        Get-ChildItem | Where-Object Name -Like 'locked.json.?*' | Should -BeNullOrEmpty
    }

    It 'makes no folder of a slip of the pen' {
        { $rule | Export-ForcedTlsRule no-such-folder/rules.json } | Should -Throw '*there is no such folder. Nothing was changed.' -ErrorId 'RuleFileNotWritten,*'
        { $rule | ConvertTo-ExchangeConnector -AsScript -Path no-such-folder/rules.ps1 } | Should -Throw '*there is no such folder. Nothing was changed.' -ErrorId 'RuleFileNotWritten,*'
        'no-such-folder' | Should -Not -Exist
    }

    It 'writes no file in which rules are missing' {
        $spoilt = New-ForcedTlsRule a.test -Name A
        $spoilt.Level = 'Sometimes'
        { $spoilt | Export-ForcedTlsRule spoilt.json -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'RuleFileNotWritten,*'
        'spoilt.json' | Should -Not -Exist
    }
}
