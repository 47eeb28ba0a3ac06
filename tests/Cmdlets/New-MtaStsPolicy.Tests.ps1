#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $lab = Start-Lab
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
}

AfterAll {
    Stop-Lab $lab
    $PSStyle.OutputRendering = $rendering
}

Describe 'New-MtaStsPolicy' {
    Context 'The policy' {
        It 'has the text of the standard' {
            $plan = New-MtaStsPolicy contoso.com -Mode enforce -Mx mx1.contoso.com, '*.contoso.net' -MaxAgeSec 1209600
            $plan | Should -BeOfType SmtpTls.MtaStsPolicyPlan
            $plan.PolicyText | Should -BeExactly "version: STSv1`r`nmode: enforce`r`nmx: mx1.contoso.com`r`nmx: *.contoso.net`r`nmax_age: 1209600`r`n"
            $plan.Url | Should -BeExactly 'https://mta-sts.contoso.com/.well-known/mta-sts.txt'
            $plan.Id | Should -Match '^\d{14}Z$'
            $plan.Records[0].Value | Should -BeExactly "v=STSv1; id=$($plan.Id);"
        }

        It 'is a careful one unless told otherwise' {
            $plan = New-MtaStsPolicy contoso.com -Mx mx1.contoso.com
            $plan.Mode | Should -BeExactly 'testing'
            $plan.MaxAgeSec | Should -Be 604800
        }

        It 'needs no host with mode none' {
            (New-MtaStsPolicy contoso.com -Mode none).PolicyText | Should -BeExactly "version: STSv1`r`nmode: none`r`nmax_age: 86400`r`n"
        }

        It 'writes the mode as the standard does' {
            (New-MtaStsPolicy contoso.com -Mode ENFORCE -Mx mx1.contoso.com).Mode | Should -BeExactly 'enforce'
        }

        It 'names the hosts of Exchange Online' {
            (New-MtaStsPolicy good-rsa.lab.test -ExchangeOnline -Mx gateway.contoso.com).Mx | Should -Be '*.mail.protection.outlook.com', 'gateway.contoso.com'
            (New-MtaStsPolicy contoso.com -ExchangeOnline -Mx contoso-com.o-v1.mx.microsoft).Mx | Should -Be 'contoso-com.o-v1.mx.microsoft'
        }

        It 'leads there and back' {
            $plan = New-MtaStsPolicy contoso.com -Mode enforce -Mx mx1.contoso.com -MaxAgeSec 31557600
            $plan.Rollout.Mode | Should -Be 'none', 'testing', 'enforce', 'enforce'
            $plan.WayBack[0].Mode | Should -Be 'none'
            ($plan.WayBack[1].NotBefore - $plan.WayBack[0].NotBefore).TotalSeconds | Should -Be 31557600
            $plan.Rollout[0].NotBefore.Kind | Should -Be 'Utc'
        }

        It 'takes names and objects' {
            $objects = 'a.test', [pscustomobject]@{ Name = 'Main'; DomainName = 'b.test' }
            ($objects | New-MtaStsPolicy -Mx mx.a.test).Domain | Should -Be 'a.test', 'b.test'
        }
    }

    Context "Today's MX" {
        It 'are looked up when none are given' {
            $plan = New-MtaStsPolicy two-mx.lab.test -Mode enforce -DnsServer $lab.dnsServer
            $plan.Mx | Should -Be 'mx1.two-mx.lab.test', 'mx2.two-mx.lab.test'
            $plan.MxResults.Effect | Should -Be 'Deliver', 'Deliver'
        }

        It 'are looked up with -FromDomain' {
            $plan = New-MtaStsPolicy -FromDomain two-mx.lab.test -DnsServer $lab.dnsServer
            $plan.Domain | Should -Be 'two-mx.lab.test'
            $plan.Mx | Should -HaveCount 2
        }

        It 'that Exchange Online does not cover are added and said' {
            $plan = New-MtaStsPolicy good-rsa.lab.test -ExchangeOnline -DnsServer $lab.dnsServer
            $plan.Mx | Should -Be '*.mail.protection.outlook.com', 'mx.good-rsa.lab.test'
            $plan.Notes -join ' ' | Should -Match 'mx\.good-rsa\.lab\.test is no host of Exchange Online'
        }

        It 'of a domain that takes no mail are an error, and the next goes on' {
            $plans = 'null-mx.lab.test', 'good-rsa.lab.test' | New-MtaStsPolicy -DnsServer $lab.dnsServer -ErrorVariable problems -ErrorAction SilentlyContinue
            $plans.Domain | Should -Be 'good-rsa.lab.test'
            $problems[0].FullyQualifiedErrorId | Should -Be 'MailHostsUnknown,SmtpTls.Commands.NewMtaStsPolicyCommand'
        }

        It 'that nobody tells do not keep a policy for Exchange Online from being made' {
            $plan = New-MtaStsPolicy contoso.com -ExchangeOnline -DnsServer 127.0.0.1:1
            $plan.Mx | Should -Be '*.mail.protection.outlook.com'
            $plan.Notes[0] | Should -Match 'mx\.microsoft'
        }
    }

    Context 'Files' {
        It 'of <kind> are written' -ForEach @(
            @{ kind = 'IIS'; names = 'README.md', 'web.config', 'mta-sts.txt' }
            @{ kind = 'Nginx'; names = 'README.md', 'mta-sts.contoso.com.conf', 'mta-sts.txt' }
            @{ kind = 'AzureStaticWebApp'; names = 'README.md', 'staticwebapp.config.json', 'index.html', 'mta-sts.txt' }
            @{ kind = 'CloudflareWorker'; names = 'README.md', 'worker.js', 'wrangler.toml' }
        ) {
            $plan = New-MtaStsPolicy contoso.com -Mx mx1.contoso.com -HostingKind $kind -OutputDirectory (Join-Path $TestDrive $kind)
            $plan.HostingKind | Should -BeExactly $kind
            $plan.Files | Split-Path -Leaf | Should -Be $names
            $plan.Files | ForEach-Object { Test-Path -LiteralPath $_ -PathType Leaf } | Should -Not -Contain $false
            $policy = $plan.Files -like '*mta-sts.txt'
            if ($policy) { Get-Content -LiteralPath $policy -Raw | Should -BeExactly $plan.PolicyText }
            (Get-ChildItem (Join-Path $TestDrive $kind) -Recurse -File -Force).Count | Should -Be $names.Count
        }

        It 'stand where PowerShell stands' {
            Push-Location $TestDrive
            try { (New-MtaStsPolicy contoso.com -Mx mx1.contoso.com -HostingKind IIS -OutputDirectory here).Files[0] | Should -BeLike "*here*README.md" }
            finally { Pop-Location }
            Join-Path $TestDrive here README.md | Should -Exist
        }

        It 'are not written with -WhatIf' {
            $folder = Join-Path $TestDrive whatif
            (New-MtaStsPolicy contoso.com -Mx mx1.contoso.com -HostingKind IIS -OutputDirectory $folder -WhatIf).Files | Should -BeNullOrEmpty
            $folder | Should -Not -Exist
        }

        It 'are replaced only with -Force' {
            $given = @{ Domain = 'contoso.com'; Mx = 'mx1.contoso.com'; HostingKind = 'Nginx'; OutputDirectory = Join-Path $TestDrive force }
            $null = New-MtaStsPolicy @given
            { New-MtaStsPolicy @given -Mode enforce -ErrorAction Stop } | Should -Throw -ErrorId 'KitNotWritten,*'
            Get-Content (Join-Path $TestDrive force mta-sts.contoso.com .well-known mta-sts.txt) -Raw | Should -Match 'testing'
            $null = New-MtaStsPolicy @given -Mode enforce -Force
            Get-Content (Join-Path $TestDrive force mta-sts.contoso.com .well-known mta-sts.txt) -Raw | Should -Match 'enforce'
        }

        It 'of two domains do not share a folder' {
            $plans = 'a.test', 'b.test' | New-MtaStsPolicy -Mx mx.a.test -HostingKind IIS -OutputDirectory (Join-Path $TestDrive shared) -Force -ErrorVariable problems -ErrorAction SilentlyContinue
            $plans.Domain | Should -Be 'a.test'
            $problems[0].FullyQualifiedErrorId | Should -BeLike 'KitNotWritten,*'
            $own = 'a.test', 'b.test' | New-MtaStsPolicy -Mx mx.a.test -HostingKind IIS -OutputDirectory { Join-Path $TestDrive "own-$_" }
            $own | ForEach-Object { $_.Files[0] } | Split-Path -Parent | Split-Path -Leaf | Should -Be 'own-a.test', 'own-b.test'
        }

        It 'below a file change nothing' {
            Set-Content (Join-Path $TestDrive file) text
            { New-MtaStsPolicy contoso.com -Mx mx1.contoso.com -HostingKind IIS -OutputDirectory (Join-Path $TestDrive file) -Force -ErrorAction Stop } | Should -Throw -ErrorId 'KitNotWritten,*'
            Get-Content (Join-Path $TestDrive file) | Should -Be 'text'
        }
    }

    Context 'Bad input' {
        It 'says <id> of <text>' -ForEach @(
            @{ id = 'MxPatternInvalid'; text = 'a wildcard that covers nothing'; given = @{ Domain = 'a.test'; Mx = '*.mx.microsoft' } }
            @{ id = 'MxPatternInvalid'; text = 'two hosts in one text'; given = @{ Domain = 'a.test'; Mx = 'a.test,b.test' } }
            @{ id = 'DomainNameInvalid'; text = 'a bad name'; given = @{ Domain = 'bad..name'; Mx = 'a.test' } }
            @{ id = 'HostingIncomplete'; text = 'a kit without a folder'; given = @{ Domain = 'a.test'; Mx = 'a.test'; HostingKind = 'IIS' } }
            @{ id = 'HostingIncomplete'; text = 'a folder without a kit'; given = @{ Domain = 'a.test'; Mx = 'a.test'; OutputDirectory = 'x' } }
            @{ id = 'OutputDirectoryInvalid'; text = 'a folder that is none'; given = @{ Domain = 'a.test'; Mx = 'a.test'; HostingKind = 'IIS'; OutputDirectory = 'env:PATH' } }
            @{ id = 'DnsServerInvalid'; text = 'a bad server'; given = @{ Domain = 'a.test'; DnsServer = 'one:two:three' } }
            @{ id = 'ParameterArgumentValidationError'; text = 'a year too much'; given = @{ Domain = 'a.test'; Mx = 'a.test'; MaxAgeSec = 31557601 } }
            @{ id = 'ParameterArgumentValidationError'; text = 'an unknown mode'; given = @{ Domain = 'a.test'; Mx = 'a.test'; Mode = 'report' } }
            @{ id = 'AmbiguousParameterSet'; text = 'given and looked up hosts'; given = @{ FromDomain = 'a.test'; Mx = 'a.test' } }
        ) {
            { New-MtaStsPolicy @given -ErrorAction Stop } | Should -Throw -ErrorId "$id,SmtpTls.Commands.NewMtaStsPolicyCommand"
        }
    }

    Context 'Objects' {
        It 'completes modes and kinds' {
            (TabExpansion2 'New-MtaStsPolicy a.test -Mode ').CompletionMatches.CompletionText | Sort-Object | Should -Be 'enforce', 'none', 'testing'
            (TabExpansion2 'New-MtaStsPolicy a.test -HostingKind ').CompletionMatches.CompletionText | Sort-Object | Should -Be 'AzureStaticWebApp', 'CloudflareWorker', 'IIS', 'Nginx'
        }

        It 'fits 120 columns' {
            $plan = New-MtaStsPolicy contoso.com -Mode enforce -Mx mx1.contoso.com -MaxAgeSec 31557600
            foreach ($part in $plan, $plan.Rollout, $plan.WayBack, $plan.Records) {
                ((($part | Out-String -Width 120) -split '\r?\n') | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
            }
        }

        It 'comes back from Clixml as it went' {
            $plan = New-MtaStsPolicy two-mx.lab.test -DnsServer $lab.dnsServer
            $plan | Export-Clixml (Join-Path $TestDrive plan.xml)
            $read = Import-Clixml (Join-Path $TestDrive plan.xml)
            $read | ConvertTo-Json -Depth 5 | Should -BeExactly ($plan | ConvertTo-Json -Depth 5)
            ($read | Out-String -Width 120) | Should -BeExactly ($plan | Out-String -Width 120)
        }

        It 'is text in CSV' {
            $read = New-MtaStsPolicy contoso.com -Mode enforce -Mx mx1.contoso.com, mx2.contoso.com | ConvertTo-Csv | ConvertFrom-Csv
            $read.Mx | Should -Be 'mx1.contoso.com; mx2.contoso.com'
            $read.Rollout | Should -Match '^1\. \d{4}-'
            $read.PSObject.Properties.Value -join ' ' | Should -Not -Match 'SmtpTls\.|System\.'
        }

        It 'has help in every part' {
            $help = Get-Help New-MtaStsPolicy -Full
            $help.Synopsis | Should -BeLike 'Makes *'
            @($help.examples.example).Count | Should -BeGreaterThan 3
            foreach ($parameter in $help.parameters.parameter) { $parameter.description.Text | Should -Match '\.$' -Because $parameter.name }
        }
    }
}
