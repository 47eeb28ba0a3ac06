#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $lab = Start-Lab
    $common = $lab.Published
}

AfterAll {
    Stop-Lab $lab
}

Describe 'Get-MtaStsPolicy' {
    It 'gets a policy as senders do' {
        $policy = Get-MtaStsPolicy good-rsa.lab.test @common
        $policy | Should -BeOfType SmtpTls.MtaStsPolicy
        $policy.Verdict | Should -BeExactly 'Pass'
        $policy.Mode | Should -BeExactly 'enforce'
        $policy.Mx | Should -Be 'mx.good-rsa.lab.test'
        $policy.MaxAgeSec | Should -Be 604800
        $policy.HttpStatus | Should -Be 200
        $policy.WebCertificateNotAfter.Kind | Should -Be 'Utc'
        $policy.Raw | Should -BeLike 'version: STSv1*'
    }

    It 'follows no redirect and says where it points' {
        $policy = Get-MtaStsPolicy sts-redirect.lab.test @common
        $policy.State | Should -BeExactly 'FetchFailed'
        $policy.Problems | Should -BeLike '*301*senders follow no redirect*'
    }

    It 'asks no private address unless that is allowed' {
        $settings = $common.Clone()
        $settings.Remove('AllowPrivateNetwork')
        $policy = Get-MtaStsPolicy good-rsa.lab.test @settings
        $policy.Verdict | Should -BeExactly 'Inconclusive'
        $policy.Problems | Should -BeLike '*is not public*'
    }

    It 'checks files with and without wildcards, and goes on after one that cannot be read' {
        Set-Content "$TestDrive/good.txt" "version: STSv1`nmode: testing`nmx: mx.example.com`nmax_age: 86400" -NoNewline
        Set-Content "$TestDrive/bad.txt" "version: STSv1`nmode: on`nmax_age: 86400" -NoNewline
        $policies = Get-MtaStsPolicy -Path "$TestDrive/*.txt", "$TestDrive/none.txt" -ErrorVariable problems -ErrorAction SilentlyContinue
        $policies.Verdict | Should -Be 'Fail', 'Warn'
        $policies[0].Problems -join ' ' | Should -Match 'line 2'
        $problems[0].FullyQualifiedErrorId | Should -Be 'PolicyUnreadable,SmtpTls.Commands.GetMtaStsPolicyCommand'
        (Get-ChildItem "$TestDrive/good.txt" | Get-MtaStsPolicy).Mode | Should -Be 'testing'
        (Get-MtaStsPolicy -LiteralPath "$TestDrive/good.txt").Source | Should -Be (Resolve-Path "$TestDrive/good.txt").ProviderPath
    }

    It 'checks text' {
        (Get-MtaStsPolicy -Content '').State | Should -BeExactly 'InvalidPolicy'
        (Get-MtaStsPolicy -Content "version: STSv1`r`nmode: none`r`nmax_age: 1`r`n").Verdict | Should -BeExactly 'Warn'
        (New-MtaStsPolicy a.test -Mode enforce -Mx mx.a.test).PolicyText | ForEach-Object { (Get-MtaStsPolicy -Content $_).Verdict } | Should -Be 'Pass'
    }

    It 'finds a text longer than senders read not valid' {
        $result = Get-MtaStsPolicy -Content ("version: STSv1`nmode: testing`nmx: mx.contoso.com`nmax_age: 604800`nx-note: " + 'x' * 65536)
        $result.State | Should -BeExactly 'InvalidPolicy'
        $result.Problems | Should -Match 'senders read 65536 at most'
    }

    It 'refuses a file larger than a sender reads' {
        Set-Content "$TestDrive/big.bin" ('x' * 70000)
        Get-MtaStsPolicy -Path "$TestDrive/big.bin" -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].Exception.Message | Should -Match 'larger than 65536 octets'
    }

    It 'has a table of 120 columns' {
        $text = 'good-rsa.lab.test', 'sts-404.lab.test' | Get-MtaStsPolicy @common | Out-String -Width 120
        ($text -split "`n").TrimEnd().Length | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 120
    }
}
